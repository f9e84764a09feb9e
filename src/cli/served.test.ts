import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ROLLOUT } from "../host/object-names.ts";
import type { Plan, PlannedStage } from "../model/plan.ts";
import { systemClock } from "../platform/clock.ts";
import { nextTurn } from "../platform/turn.ts";
import { apiSocket } from "../server/api-socket.ts";
import { listenOnSocket, type Listening } from "../server/listen.ts";
import { keepPlan } from "../server/plan-store.ts";
import {
  fleetDocument,
  rolloutDocument,
  testServer,
  type TestServer,
  waitingPlan,
} from "../server/test-core.fixture.ts";
import { runCli } from "./run-cli.ts";
import { testTerminal, type TestTerminal } from "./test-terminal.fixture.ts";

let folder: string;
let server: TestServer;
let listening: Listening;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "fl-"));
  server = testServer();
  const close = (): void => server.closing.abort();
  listening = await listenOnSocket(apiSocket(folder), server.fetch, close);
  const documents = [fleetDocument(), rolloutDocument("Initialize")];
  writeFileSync(file(), documents.map((document) => JSON.stringify(document)).join("\n---\n"));
});

afterEach(async () => {
  await listening.close();
  rmSync(folder, { recursive: true, force: true });
});

const file = (): string => path.join(folder, "shop.yaml");

async function run(args: readonly string[], terminal: TestTerminal = testTerminal()) {
  const code = await runCli([...args, "--data-dir", folder], terminal, systemClock);
  return { code, ...terminal.written };
}

/** Until a watcher shows something: from then on it misses nothing. */
async function shown({ written }: TestTerminal): Promise<void> {
  while (written.out === "") await nextTurn();
}

it("plans on the server, and tells by the exit code that there are changes", async () => {
  const planned = await run(["plan", "-f", file(), "--detailed-exitcode"]);
  expect(planned).toMatchObject({ code: 4, err: "" });
  expect(planned.out).toMatch(/^Plan [0-9a-f]{8} of rollout kubernetes-1-36: 3 clusters/);
  expect(planned.out).toMatch(/Next: fleetlift start kubernetes-1-36\n$/);
  expect(await run(["plan", "-f", file()])).toMatchObject({ code: 0 });
  const { out } = await run(["get", "rollouts", "-o", "name"]);
  expect(out).toBe("rollouts/kubernetes-1-36\n");
});

it("applies, lists, starts and explains, with data on stdout and words on stderr", async () => {
  const applied = await run(["apply", "-f", file()]);
  expect(applied).toMatchObject({ code: 0, err: "" });
  expect(applied.out).toMatch(
    /^fleet shop is stored\nrollout kubernetes-1-36 takes plan [0-9a-f]{8}: /,
  );
  expect(await run(["start", "kubernetes-1-36", "--reason", "it is time"])).toEqual({
    code: 0,
    out: "",
    err: "rollout kubernetes-1-36 runs\nNext: fleetlift watch kubernetes-1-36\n",
  });
  const { out } = await run(["get", "clusters"]);
  expect(out).toContain("NAME     FLEET   VERSION   ROLLOUT           STAGE   STATUS    SEEN\n");
  expect(out).toContain("shop-2   shop    -         kubernetes-1-36   all     waiting   -\n");
  expect(await run(["explain", "shop-2"])).toMatchObject({
    out: expect.stringMatching(/^shop-2 waits\.\n {2}for {3}a slot/),
  });
  expect(await run(["describe", "cluster", "shop-1"])).toMatchObject({
    out: expect.stringContaining("STEPS\n  ID     STATUS"),
  });
  expect(await run(["events", "kubernetes-1-36", "--cluster", "shop-2"])).toMatchObject({
    out: expect.stringMatching(/^2026-11-23T08:00:00Z {2}kubernetes-1-36 {11}cluster\.waits/),
  });
});

it("watches off a terminal as lines, until the end, and exits as the rollout did", async () => {
  await run(["apply", "-f", file()]);
  await run(["start", "kubernetes-1-36"]);
  const terminal = testTerminal();
  const watching = run(["watch"], terminal);
  await shown(terminal);
  await server.host.advanceTo(server.clock.nowMs() + 3_600_000);
  const { code, out } = await watching;
  expect(code).toBe(0);
  expect(out).toMatch(/kubernetes-1-36 +rollout\.ended +rollout done: 2 of 2 at their target\n$/);
  expect(out).not.toContain("\u001b");
});

it("watches on a terminal as frames drawn over each other, and keeps the last one", async () => {
  await run(["apply", "-f", file()]);
  await run(["start", "kubernetes-1-36"]);
  const terminal = testTerminal({ live: true });
  const watching = run(["watch", "kubernetes-1-36"], terminal);
  await shown(terminal);
  await server.host.advanceTo(server.clock.nowMs() + 3_600_000);
  const { code, out } = await watching;
  expect(code).toBe(0);
  const last = out.split("\u001b[0J").at(-1) ?? "";
  expect(last).toContain("2 of 2 done");
  expect(last).toMatch(/\+ shop-2 +done /);
});

it("detaches at Ctrl-C, and says that the rollout goes on", async () => {
  await run(["apply", "-f", file()]);
  const terminal = testTerminal();
  const watching = run(["watch", "kubernetes-1-36"], terminal);
  terminal.interrupt();
  expect(await watching).toMatchObject({
    code: 130,
    err: "Detached; the rollout goes on. Back to it: fleetlift watch kubernetes-1-36\n",
  });
});

it("gives up watching when the time is over, and ends early when somebody is needed", async () => {
  await run(["apply", "-f", file()]);
  expect(await run(["watch", "kubernetes-1-36", "--timeout", "1ms"])).toMatchObject({
    code: 124,
    err: "kubernetes-1-36 is not over after 1ms; it goes on\n",
  });
  expect(await run(["watch", "kubernetes-1-36", "--timeout", "soon"])).toMatchObject({ code: 2 });
  await run(["pause", "kubernetes-1-36", "shop-1", "--reason", "lunch"]);
  expect(await run(["watch", "kubernetes-1-36", "--exit-on", "needs-you"])).toMatchObject({
    code: 3,
  });
});

it.each<[string, Partial<Plan>]>([
  [
    "an approval is asked for",
    { stages: [asking(waitingPlan("kubernetes-1-36", "shop", ["shop-1"]))] },
  ],
  ["a rollout that there is not is waited for", { dependsOn: ["nobody"] }],
])("ends early when %s", async (_, more) => {
  await run(["apply", "-f", file()]);
  const plan = { ...waitingPlan("kubernetes-1-36", "shop", ["shop-1"]), ...more };
  const hash = await keepPlan(server.core.records, plan, server.clock.nowMs());
  const asked = { actor: "ana", reason: "" };
  const created = server.host.call(ROLLOUT, "kubernetes-1-36", {
    kind: "create",
    plan: hash,
    ...asked,
  });
  await server.host.advanceTo(server.clock.nowMs());
  await created;
  await run(["start", "kubernetes-1-36"]);
  await server.host.advanceTo(server.clock.nowMs() + 1_000);
  const watched = ["watch", "kubernetes-1-36", "--exit-on", "needs-you", "--timeout", "5s"];
  expect(await run(watched)).toMatchObject({ code: 3 });
});

/** The plan's stage, with an approval before it. */
function asking({ stages: [stage] }: Plan): PlannedStage {
  if (stage === undefined) throw new Error("a plan without stages");
  return { ...stage, before: [{ kind: "approval", roles: ["sre"], quorum: 1 }] };
}

it("tells what it does not find, and what there is", async () => {
  await run(["apply", "-f", file()]);
  expect(await run(["get", "rollouts", "nothing"])).toMatchObject({
    code: 2,
    err: "error: there is no rollout nothing\nhelp: see them with: fleetlift get rollouts\n",
  });
  expect(await run(["stop", "nothing"])).toMatchObject({
    code: 2,
    err: "error: there is no rollout nothing\nhelp: there are: kubernetes-1-36\n",
  });
  expect(await run(["stop", "kubernetes-1-36"])).toMatchObject({
    code: 1,
    err: "error: rollout kubernetes-1-36 is planned: there is nothing to stop\n",
  });
});

it("shows what the server refuses at its line in the file, as offline", async () => {
  await run(["apply", "-f", file()]);
  const other = path.join(folder, "other.yaml");
  const { spec, ...rest } = rolloutDocument("Initialize", "other");
  const rollout = { ...rest, spec: { ...spec, fleet: "shopp" } };
  writeFileSync(other, `# A rollout of a fleet that there is not.\n${JSON.stringify(rollout)}\n`);
  const { code, err } = await run(["apply", "-f", other]);
  expect({ code, err: err.replaceAll(`${folder}/`, "") }).toMatchObject({
    code: 2,
    err: expect.stringMatching(
      /^other\.yaml:2:\d+ {2}spec\.fleet {2}"shopp": there is no such fleet, expected shop\. Did you mean shop\?\n1 error; nothing was changed\.\n$/,
    ),
  });
});

it("says that a list is empty, and of what it was asked", async () => {
  expect(await run(["get", "rollouts"])).toEqual({
    code: 0,
    out: "",
    err: "there are no rollouts\n",
  });
  await run(["apply", "-f", file()]);
  expect(await run(["get", "clusters", "--fleet", "shopp"])).toMatchObject({
    err: "there are no clusters of fleet shopp\n",
  });
});

it("a token stands for whom it was made, says what is missing, and ends when it is revoked", async () => {
  const made = await run(["token", "create", "ben", "--right", "approver", "--group", "sre"]);
  expect(made.out).toMatch(/^flt_[0-9a-f]{12}_[0-9a-f]{64}\n$/);
  expect(made.err).toMatch(
    /^token [0-9a-f]{12} of ben \(approver, of sre\) holds until 2027-02-21T/,
  );
  const proof = path.join(folder, "ben.token");
  writeFileSync(proof, made.out);
  const asBen = ["--token-file", proof];
  expect((await run(["whoami", ...asBen])).out).toMatch(/\nben +token +approver +sre\n$/);
  const denied = await run(["stop", "kubernetes-1-36", ...asBen]);
  expect(denied).toMatchObject({ code: 1 });
  expect(denied.err).toContain("error: ben has approver, and this needs operator\n");
  expect((await run(["token", "list"])).out).toMatch(
    /\nben +approver +sre +90 days left +[0-9a-f]{12}\n$/,
  );
  await run(["token", "revoke", "ben"]);
  expect((await run(["whoami", ...asBen])).err).toContain("the token of ben was revoked");
});

it("a token that cannot be read is said, and nothing is asked without it", async () => {
  const { code, err } = await run(["whoami", "--token-file", path.join(folder, "nowhere")]);
  expect(code).toBe(2);
  expect(err).toContain("the token could not be read: ENOENT");
  const never = await run(["token", "create", "ben", "--expires", "0s"]);
  expect(never).toMatchObject({ code: 2, out: "" });
  expect(never.err).toContain("a token that never holds proves nothing");
  const king = await run(["token", "create", "ben", "--right", "king"]);
  expect(king).toMatchObject({ code: 2, out: "" });
  expect(king.err).toContain("Allowed choices are viewer, operator, approver, admin");
});

it("stores who is told what, shows how the channels do, and tests them", async () => {
  const told = path.join(folder, "told.jsonl");
  const messaging = (channels: readonly object[]) => ({
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "Messaging",
    metadata: { name: "shop" },
    spec: { channels, audiences: { operations: ["told"] } },
  });
  const book = { name: "told", kind: "file", path: told };
  const dead = { name: "dead", kind: "webhook", url: "http://127.0.0.1:2/" };
  expect(await run(["get", "channels"])).toMatchObject({ err: "there are no channels\n" });
  expect(await run(["messages", "test", "told"])).toMatchObject({
    code: 2,
    err: expect.stringContaining("there is no channel yet; make one with: fleetlift apply"),
  });
  writeFileSync(path.join(folder, "messaging.json"), JSON.stringify(messaging([book, dead])));
  const applied = await run(["apply", "-f", path.join(folder, "messaging.json"), "-f", file()]);
  expect(applied.out).toContain("messaging shop is stored: told, dead\n");
  expect(await run(["messages", "test", "told"])).toMatchObject({
    code: 0,
    err: "channel told took the test message\n",
  });
  expect(readFileSync(told, "utf8")).toContain("Sent by ana to see whether channel told works.");
  expect(await run(["messages", "test", "dead"])).toMatchObject({
    code: 1,
    err: expect.stringContaining("the webhook of channel dead cannot be reached: ECONNREFUSED"),
  });
  expect(await run(["messages", "test", "tolt"])).toMatchObject({
    code: 2,
    err: expect.stringContaining("there are: told, dead"),
  });
  const { out } = await run(["get", "channels"]);
  expect(out).toMatch(/^NAME +KIND +FOR +STATE +SENT +LAST +PENDING +ERROR\n/);
  expect(out).toMatch(/told +file +operations +ok +0/);
  const json = await run(["get", "channels", "told", "-o", "json"]);
  expect(JSON.parse(json.out)).toMatchObject({ name: "told", audiences: ["operations"] });
});
