import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { bundledPacks } from "../packs/bundled-packs.ts";
import { packToArchive } from "../packs/pack-archive.ts";
import { headText, packFile } from "../packs/pack.fixture.ts";
import { openPackStore } from "../packs/pack-store.ts";
import { makeApp } from "./app.ts";
import { API_ROOT } from "./api-root.ts";
import { testServer } from "./test-core.fixture.ts";

let folder = "";
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "fl-api-packs-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function server() {
  const { core } = testServer();
  const app = makeApp({ ...core, packs: openPackStore(folder) });
  return async (method: string, at: string, body?: object) => {
    const response = await app.request(`${API_ROOT}${at}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
}

const action = `apiVersion: fleetlift.dev/v1alpha1
kind: Action
metadata: { name: look }
spec:
  title: Look at it
  touches: [nothing]
  typical: { low: 1s, high: 2s }
  env: [DNS_TOKEN]
  run: { command: { argv: ["true"] } }
`;

function archive(version: string, extra: Readonly<Record<string, string>> = {}): string {
  const files = {
    "pack.yaml": headText({ version }),
    "actions/look/action.yaml": action,
    ...extra,
  };
  return packToArchive(Object.entries(files).map(([name, text]) => packFile(name, text))).toString(
    "base64",
  );
}

it("what comes with fleetlift is listed, in force", async () => {
  const { body } = await server()("GET", "/packs");
  const expected = bundledPacks().map(({ name, hash }) =>
    expect.objectContaining({ name, hash, origin: "fleetlift", inForce: true, usedBy: [] }),
  );
  expect(body).toEqual({ items: expect.arrayContaining(expected) });
});

it("a pack that is installed is shown with what it brings and what it may see, and by whom", async () => {
  const ask = server();
  const given = { archive: archive("1.0.0"), origin: "./care" };
  const installed = await ask("POST", "/packs", given);
  expect(installed).toMatchObject({
    status: 200,
    body: { name: "care", version: "1.0.0", inForce: true, origin: "./care", installedBy: "ana" },
  });
  expect(await ask("POST", "/packs", given)).toEqual(installed);
  expect((await ask("GET", "/packs/care")).body).toMatchObject({
    actions: [{ name: "care/look", runs: "command true", env: ["DNS_TOKEN"], needsMember: false }],
    files: 2,
  });
  await ask("POST", "/packs", { ...given, archive: archive("1.1.0") });
  expect((await ask("GET", "/packs/care")).body).toMatchObject({ version: "1.1.0" });
  expect((await ask("GET", "/packs/care@1.0.0")).body).toMatchObject({ inForce: false });
});

it("what is wrong with a pack is told by file and line, and nothing is kept", async () => {
  const ask = server();
  const wrong = archive("1.0.0", { "workflows/w.yaml": "kind: Workflow\n" });
  const { status, body } = await ask("POST", "/packs", { archive: wrong, origin: "care.tgz" });
  expect(status).toBe(400);
  expect(body).toMatchObject({
    detail: "the pack is refused, and nothing was changed",
    errors: expect.arrayContaining([
      { document: "care.tgz/workflows/w.yaml:1:1", path: "metadata", detail: expect.anything() },
    ]),
  });
  expect((await ask("GET", "/packs/care")).status).toBe(404);
  const garbage = Buffer.from("no archive").toString("base64");
  expect((await ask("POST", "/packs", { archive: garbage, origin: "x" })).status).toBe(400);
});

it("the same version with another content is refused without force", async () => {
  const ask = server();
  await ask("POST", "/packs", { archive: archive("1.0.0"), origin: "a" });
  const other = { archive: archive("1.0.0", { "README.md": "" }), origin: "b" };
  expect(await ask("POST", "/packs", other)).toMatchObject({
    status: 409,
    body: { help: expect.stringContaining("--force") },
  });
  expect((await ask("POST", "/packs", { ...other, force: true })).status).toBe(200);
});

it("what is removed is not in force any more, and plans that pin it have it still", async () => {
  const ask = server();
  await ask("POST", "/packs", { archive: archive("1.0.0"), origin: "./care" });
  const [kept] = openPackStore(folder).list();
  await ask("POST", "/packs", { archive: archive("1.1.0"), origin: "./care" });
  expect(await ask("POST", "/packs/care@1.1.0/remove", {})).toMatchObject({
    status: 200,
    body: { removed: [{ name: "care", version: "1.1.0" }] },
  });
  expect(await ask("POST", "/packs/care/remove", {})).toMatchObject({
    body: { removed: [{ name: "care", version: "1.0.0" }] },
  });
  expect((await ask("GET", "/packs/care")).status).toBe(404);
  expect((await ask("POST", "/packs/care/remove", {})).status).toBe(404);
  expect((await ask("POST", "/packs/rolling/remove", {})).status).toBe(409);
  expect(openPackStore(folder).load(kept?.hash ?? "")?.version).toBe("1.0.0");
});
