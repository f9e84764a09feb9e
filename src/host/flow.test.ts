import { expect, it } from "vitest";
import { actionCatalog } from "../actions/catalog.ts";
import { testWorld } from "../actions/run-in-world.fixture.ts";
import { memoryRecords } from "../drivers/records/memory/memory-records.ts";
import type { Event } from "../model/event.ts";
import { canonicalJson } from "../model/hash.ts";
import type { Flow, Plan } from "../model/plan.ts";
import { plainStep } from "../model/step.fixture.ts";
import { flowName } from "../model/upgrade.ts";
import type { HostObject } from "../ports/host-port.ts";
import type { Notice } from "../ports/notify-port.ts";
import { inProcessHost } from "../simulate/in-process-host.ts";
import { virtualClock } from "../simulate/virtual-clock.ts";
import { MEMBER, ROLLOUT, UPGRADE } from "./object-names.ts";
import { upgradeObject } from "./upgrade-object.ts";

const GATE = "canary.after-0";
const health = plainStep("well", { uses: "health.check", title: "Check it" });
const tell = plainStep("tell", {
  uses: "notify",
  with: { audience: "operations", text: "here we are" },
});

const fleet = (operations: readonly string[]) => ({
  apiVersion: "fleetlift.dev/v1alpha1",
  kind: "Fleet",
  metadata: { name: "f" },
  spec: {
    defaults: { provider: { kind: "world" } },
    clusters: operations.map((channel, at) => ({
      name: `shop-${at + 1}`,
      contacts: { operations: channel },
    })),
  },
});

/** A flow of a rollout run to its end on a host, with what it told the rollout, the records and people. */
async function runFlow(flow: Flow, cluster?: string, identity?: string) {
  const { member } = testWorld({ pools: [{ name: "general", dialect: "weRoll", size: 1 }] });
  const records = memoryRecords();
  const json = JSON.stringify(fleet(["#a", "#b", "#b", "#elsewhere"]));
  await records.putDocument({ kind: "Fleet", name: "f", json });
  const clusters = ["shop-1", "shop-2", "shop-3"].map((name) => {
    return { name, member: name, identity: "", shape: "A" };
  });
  const plan: Plan = {
    schemaVersion: 1,
    kind: "Plan",
    rollout: "r",
    fleet: "f",
    target: { kubernetes: "1.36" },
    workflows: {},
    shapes: {},
    stages: [
      {
        name: "canary",
        maxConcurrency: 1,
        maxAllowedFailures: 0,
        clusters,
        after: [{ kind: "gate", use: "slo" }],
      },
    ],
    leftOut: [],
    flows: { [GATE]: flow, "on-failure": flow },
  };
  const notices: Notice[] = [];
  const ended: unknown[] = [];
  const rollout: HostObject = {
    name: ROLLOUT,
    on: (_, message) => Promise.resolve(void ended.push(message)),
  };
  // A flow asks for no lease: nobody is there to answer.
  const leases: unknown[] = [];
  const members: HostObject = {
    name: MEMBER,
    on: (_, message) => Promise.resolve(void leases.push(message)),
  };
  const upgrades = upgradeObject({
    records,
    connect: () => Promise.resolve(member),
    notify: { notify: (notice) => Promise.resolve(void notices.push(notice)) },
    actions: actionCatalog,
  });
  const clock = virtualClock({ startMs: 1_000 });
  const host = inProcessHost({ objects: [rollout, members, upgrades], clock });
  const run = async (key: string) => {
    const name = flowName(key, cluster);
    await host.send(UPGRADE, `r/${name}/2`, {
      kind: "begin",
      rollout: "r",
      fleet: "f",
      plan: await records.putBlob(canonicalJson(plan)),
      name,
      member: cluster ?? "",
      identity: identity ?? (await member.cluster.identity()),
      shape: "",
      flow: key,
      attempt: 2,
      skips: [],
    });
    await host.advanceTo(clock.nowMs() + 6 * 3_600_000);
  };
  await run(GATE);
  const { events } = await records.read({ after: "", limit: 1_000 });
  return { ended, leases, events, notices, run };
}

const failure = (events: readonly Event[]) =>
  events.find(({ kind }) => kind === "step.failed")?.reason;

it("runs on a cluster without its lease, and tells the rollout how it ended", async () => {
  const flow: Flow = { use: "slo", on: "clusters", steps: [health] };
  const { ended, leases, events } = await runFlow(flow, "shop-1");
  expect(ended).toEqual([
    {
      kind: "flowEnded",
      flow: GATE,
      cluster: "shop-1",
      round: 2,
      result: "done",
      reason: "every step done",
    },
  ]);
  expect(leases).toEqual([]);
  expect(events.find(({ kind }) => kind === "step.done")).toMatchObject({
    cluster: "shop-1",
    stage: "canary",
    task: "after-0",
    reason: expect.stringMatching(/^gate slo: healthy: /),
  });
});

it("does not touch a cluster that is not the planned one", async () => {
  const flow: Flow = { use: "slo", on: "clusters", steps: [health] };
  const { events } = await runFlow(flow, "shop-1", "another");
  expect(failure(events)).toContain("shop-1 is not the cluster that was planned for");
});

it("fails in words when it needs a cluster and runs for the rollout itself", async () => {
  const { ended, events } = await runFlow({ use: "slo", on: "rollout", steps: [health] });
  expect(failure(events)).toBe(
    "gate slo: Check it: this workflow runs for the rollout itself, and this step needs a cluster to work on: run it on the clusters of the stage, or leave the step out",
  );
  expect(ended).toMatchObject([{ kind: "flowEnded", result: "failed" }]);
});

it("reaches the people whom most clusters name, when it runs for the rollout itself", async () => {
  const { notices, run } = await runFlow({ use: "slo", on: "rollout", steps: [tell] });
  await run("on-failure");
  expect(notices.map(({ to, text }) => `${to}: ${text}`)).toEqual([
    "#b: here we are",
    "#b: here we are",
  ]);
});

it("that the plan does not have fails at once and in words", async () => {
  const { ended, run } = await runFlow({ use: "slo", on: "rollout", steps: [] });
  await run("unknown");
  expect(ended).toMatchObject([
    { flow: GATE, result: "done" },
    { flow: "unknown", result: "failed", reason: expect.stringContaining("has no flow unknown") },
  ]);
});
