import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openSqliteRecords } from "../../drivers/records/sqlite/sqlite-records.ts";
import { chainEvents, emptyHead } from "../../model/event.ts";
import { systemClock } from "../../platform/clock.ts";
import { apiSocket } from "../../server/api-socket.ts";
import { listenOnSocket } from "../../server/listen.ts";
import { fleetDocument, rolloutDocument, testServer } from "../../server/test-core.fixture.ts";
import { runCli } from "../run-cli.ts";
import { testTerminal } from "../test-terminal.fixture.ts";
import { checkNode } from "./check-machine.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "fl-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function doctor(...args: readonly string[]) {
  const terminal = testTerminal();
  const code = await runCli(["doctor", "--data-dir", folder, ...args], terminal, systemClock);
  return { code, out: terminal.written.out };
}

async function record(): Promise<void> {
  const records = openSqliteRecords(path.join(folder, "records.db"));
  const body = { kind: "step.done", actor: "ana", rollout: "r", reason: "well" } as const;
  await records.append(chainEvents(emptyHead("rollout/r"), [body, body], 1).events);
  await records.close();
}

it("a machine that is well is said to be, and nothing is made", async () => {
  const { code, out } = await doctor();
  expect(code).toBe(0);
  expect(out).toMatch(/^ok +node +24\./m);
  expect(out).toMatch(/^ok +engine +Restate \d/m);
  expect(out).toMatch(/^ok +server +none runs; fleetlift up starts one$/m);
  expect(out).not.toContain("wrong");
});

it("a folder that is not there yet is no fault", async () => {
  rmSync(folder, { recursive: true });
  expect((await doctor()).out).toContain("is not there yet; fleetlift up makes it");
});

it("a folder that is open to others is warned of", async () => {
  chmodSync(folder, 0o755);
  const { code, out } = await doctor();
  expect(code).toBe(0);
  expect(out).toMatch(/^warning +data +.* is open to others\n +what helps: chmod 700/m);
});

it("the record is verified, and what is wrong with it stands last, with what helps", async () => {
  await record();
  expect((await doctor()).out).toMatch(/^ok +record +2 events in 1 streams hold together$/m);
  const open = new DatabaseSync(path.join(folder, "records.db"));
  open.exec("DELETE FROM events WHERE seq = 1");
  open.close();
  const { code, out } = await doctor();
  expect(code).toBe(1);
  expect(out).toMatch(
    /\nwrong +record +event 1 of rollout\/r is missing.*\n +what helps: fleetlift audit verify tells all\n$/,
  );
});

it("a file that is no record is said in words", async () => {
  writeFileSync(path.join(folder, "records.db"), "nonsense".repeat(200));
  expect(await doctor()).toMatchObject({ code: 1, out: expect.stringMatching(/^wrong +record/m) });
});

it("a server is asked who we are to it, and what needs somebody", async () => {
  const server = testServer();
  const messaging = {
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "Messaging",
    metadata: { name: "shop" },
    spec: { channels: [{ name: "book", kind: "file" }] },
  };
  const documents = [fleetDocument(), rolloutDocument("Run"), messaging];
  await server.ask("POST", "/apply", { documents });
  const failing = {
    name: "book",
    kind: "file",
    state: "failing",
    sent: 0,
    pending: 2,
    error: "disk full",
  };
  await server.core.records.putDocument({
    kind: "ChannelState",
    name: "book",
    json: JSON.stringify(failing),
  });
  await server.ask("POST", "/rollouts/kubernetes-1-36/orders", { kind: "stop" });
  const listening = await listenOnSocket(apiSocket(folder), server.fetch, () =>
    server.closing.abort(),
  );
  try {
    const { out } = await doctor();
    expect(out).toMatch(/^ok +identity +ana, proved by socket: admin$/m);
    expect(out).toMatch(/^warning +server +process 1 is fleetlift 0\.0\.0, and this is/m);
    expect(out).toMatch(/^warning +rollout +kubernetes-1-36 is stopped/m);
    expect(out).toMatch(/^warning +channel +book: disk full$/m);
    expect(JSON.parse((await doctor("-o", "json")).out)).toContainEqual(
      expect.objectContaining({ what: "identity", level: "ok" }),
    );
  } finally {
    await listening.close();
  }
});

it("an older Node is wrong", () => {
  expect(checkNode("22.1.0")).toMatchObject({ level: "wrong" });
});
