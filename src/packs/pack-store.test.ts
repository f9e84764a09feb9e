import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openScriptTools } from "../actions/scripted/script-tools.ts";
import { lookOnce } from "../actions/scripted/scripted.fixture.ts";
import { bundledPacks } from "./bundled-packs.ts";
import { openPackStore, PackConflict } from "./pack-store.ts";
import { headText, packFile } from "./pack.fixture.ts";
import { pinnedPacksIn } from "./pinned-packs.ts";
import { readPack } from "./read-pack.ts";

let folder = "";
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "fl-store-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const action = `apiVersion: fleetlift.dev/v1alpha1
kind: Action
metadata: { name: look }
spec:
  title: Look
  touches: [nothing]
  typical: { low: 1s, high: 2s }
  run: { command: { argv: ["true"] } }
`;

const files = (version: string, text = "#!/bin/sh\n") => [
  packFile("pack.yaml", headText({ version })),
  packFile("actions/look/action.yaml", action),
  packFile("bin/run", text, true),
];

const given = (version: string, text?: string, force = false) => ({
  files: files(version, text),
  origin: "./care",
  by: "ana",
  nowMs: 1_000,
  force,
});

it("versions lie side by side, and the one that was installed last is in force", () => {
  const store = openPackStore(folder);
  const first = store.install(given("1.0.0"));
  const second = store.install({ ...given("1.1.0"), nowMs: 2_000 });
  expect(store.list().map(({ version, inForce }) => [version, inForce])).toEqual([
    ["1.1.0", true],
    ["1.0.0", false],
  ]);
  expect(store.inForce().map(({ version }) => version)).toEqual(["1.1.0"]);
  expect([first, second].map(({ hash }) => store.load(hash)?.version)).toEqual(["1.0.0", "1.1.0"]);
  store.install({ ...given("1.0.0"), nowMs: 3_000 });
  expect(
    openPackStore(folder)
      .inForce()
      .map(({ version }) => version),
  ).toEqual(["1.0.0"]);
});

it("installing the same twice changes nothing", () => {
  const store = openPackStore(folder);
  const first = store.install(given("1.0.0"));
  expect(store.install({ ...given("1.0.0"), nowMs: 9_000, by: "ben" })).toEqual(first);
  expect(store.list()).toHaveLength(1);
});

it("the same version with another content is refused, and with force the first stays kept for its plans", () => {
  const store = openPackStore(folder);
  const first = store.install(given("1.0.0"));
  expect(() => store.install(given("1.0.0", "#!/bin/sh\nexit 1\n"))).toThrow(PackConflict);
  const second = store.install(given("1.0.0", "#!/bin/sh\nexit 1\n", true));
  expect(store.list().map(({ hash }) => hash)).toEqual([second.hash]);
  expect(store.load(first.hash)?.hash).toBe(first.hash);
});

it("a program may be executed where it is kept, and nothing half written is left", () => {
  const { hash } = openPackStore(folder).install(given("1.0.0"));
  expect(statSync(path.join(folder, hash, "bin/run")).mode & 0o777).toBe(0o555);
  expect(readdirSync(folder).toSorted()).toEqual([hash, "index.json"].toSorted());
});

it("a content that was changed where it is kept is not used, and installing it again mends it", () => {
  const { hash } = openPackStore(folder).install(given("1.0.0"));
  const file = path.join(folder, hash, "bin/run");
  chmodSync(file, 0o755);
  appendFileSync(file, "rm -rf /\n");
  const store = openPackStore(folder);
  expect(store.load(hash)).toBeUndefined();
  expect(() => store.inForce()).toThrow("pack care 1.0.0 is in force, and its content");
  store.install(given("1.0.0"));
  expect(store.inForce().map((pack) => pack.hash)).toEqual([hash]);
});

it.each([
  ["a program was changed", (place: string) => appendFileSync(place, "rm -rf /\n")],
  ["a file was put beside it", (place: string) => writeFileSync(`${place}.pyc`, "")],
])("what was read before is not used when %s since", (_, change) => {
  const store = openPackStore(folder);
  const first = store.install(given("1.0.0"));
  const pinned = pinnedPacksIn(store, openScriptTools("test"));
  expect(pinned.actionsOf(first)).not.toHaveProperty("missing");
  expect(store.load(first.hash)).toBe(store.load(first.hash));
  chmodSync(path.join(folder, first.hash, "bin/run"), 0o755);
  change(path.join(folder, first.hash, "bin/run"));
  expect(store.load(first.hash)).toBeUndefined();
  expect(pinned.actionsOf(first)).toHaveProperty("missing");
  store.install(given("1.0.0"));
  expect(pinned.actionsOf(first)).not.toHaveProperty("missing");
});

it("what is changed between a look and the end of its program does not count", async () => {
  const store = openPackStore(folder);
  const first = store.install(given("1.0.0"));
  const program = path.join(folder, first.hash, "bin/run");
  const tools = {
    ...openScriptTools("test"),
    run: async () => {
      chmodSync(program, 0o755);
      appendFileSync(program, "rm -rf /\n");
      return { kind: "exited", code: 0, signal: null, stdout: "fine\n", stderr: "" } as const;
    },
  };
  const actions = pinnedPacksIn(store, tools).actionsOf(first);
  const look = "missing" in actions ? undefined : actions.get("care/look");
  if (look === undefined) throw new Error("it is kept");
  expect((await lookOnce(look, {})).outcome).toMatchObject({
    kind: "failed",
    class: "terminal",
    why: expect.stringContaining("the content of its pack was changed where it is kept"),
  });
});

it("what an interpreter leaves in a folder is no part of the pack, and is no part of what is kept", () => {
  const store = openPackStore(folder);
  const { hash } = store.install(given("1.0.0"));
  const copy = mkdtempSync(path.join(tmpdir(), "fl-copy-"));
  cpSync(path.join(folder, hash), copy, { recursive: true });
  for (const place of [copy, path.join(folder, hash)]) {
    mkdirSync(path.join(place, "bin/__pycache__"));
    writeFileSync(path.join(place, "bin/__pycache__/run.pyc"), "");
  }
  expect(readPack(copy).hash).toBe(hash);
  expect(store.load(hash)).toBeUndefined();
  rmSync(copy, { recursive: true });
});

it("a hash that is none leads nowhere", () => {
  expect(openPackStore(folder).load("../../etc")).toBeUndefined();
  expect(existsSync(path.join(folder, "index.json"))).toBe(false);
});

it("pins lead to the content that was pinned, whatever is in force, and to what comes with this build", () => {
  const store = openPackStore(folder);
  const first = store.install(given("1.0.0"));
  store.install(given("1.1.0"));
  const pinned = pinnedPacksIn(store, openScriptTools("test"));
  const actions = pinned.actionsOf(first);
  expect("missing" in actions ? actions.missing : [...actions.keys()]).toEqual(["care/look"]);
  const [bundled] = bundledPacks();
  if (bundled === undefined) throw new Error("there are some");
  expect(pinned.actionsOf(bundled)).toEqual(new Map());
  expect(pinned.actionsOf({ ...first, hash: "0".repeat(64) })).toEqual({
    missing:
      "the plan pins pack care 1.0.0 by its content 00000000, and that is not kept here, or was changed: install that pack again (fleetlift pack install), or plan again with the one that is in force",
  });
});
