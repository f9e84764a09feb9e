import { beforeEach, expect, it } from "vitest";
import { memoryRecords } from "../drivers/records/memory/memory-records.ts";
import type { Plan, PlannedCluster, PlannedStage } from "../model/plan.ts";
import type { MemberPorts } from "../ports/connect.ts";
import { PortError } from "../ports/port-error.ts";
import { MOST_LOOKED_AT, openReadiness, type Readiness } from "./readiness.ts";

const names = Array.from({ length: MOST_LOOKED_AT + 5 }, (_, index) => `shop-${index}`);
const clusters: readonly PlannedCluster[] = names.map((name) => ({
  name,
  member: name,
  identity: `uid-${name}`,
  shape: "A",
}));
const stage: PlannedStage = { name: "rest", maxConcurrency: 1, maxAllowedFailures: 0, clusters };
const plan: Plan = {
  schemaVersion: 1,
  kind: "Plan",
  rollout: "r",
  fleet: "shop",
  target: {},
  workflows: {},
  shapes: {
    A: {
      strategy: "rolling",
      why: "",
      hops: [{ component: "control-plane", from: "1.35.4", to: "1.36.3" }],
      steps: [],
    },
  },
  stages: [stage],
  leftOut: [],
};

interface Answers {
  readonly identity?: string;
  readonly version?: string;
  readonly status?: "active" | "upgrading";
  readonly error?: Error;
}

const records = memoryRecords();

beforeEach(async () => {
  await records.putDocument({
    kind: "Fleet",
    name: "shop",
    json: JSON.stringify({
      apiVersion: "fleetlift.dev/v1alpha1",
      kind: "Fleet",
      metadata: { name: "shop" },
      spec: {
        defaults: { provider: { kind: "world" } },
        clusters: names.map((name) => ({ name, labels: {} })),
      },
    }),
  });
});

/** What is found of the first clusters, of which those that are named answer otherwise than planned. */
async function look(
  answers: Readonly<Record<string, Answers>>,
  more: { readonly onUnreachable?: PlannedStage["onUnreachable"]; readonly count?: number } = {},
): Promise<Readiness & { readonly most: number }> {
  let open = 0;
  let most = 0;
  const readiness = openReadiness({
    records,
    connect: async ({ name }) => {
      const {
        error,
        identity = `uid-${name}`,
        version = "1.35.4",
        status = "active",
      } = answers[name] ?? {};
      open += 1;
      most = Math.max(most, open);
      await Promise.resolve();
      open -= 1;
      if (error !== undefined) throw error;
      // Only what readiness reads is there.
      return {
        cluster: { identity: () => Promise.resolve(identity) },
        provider: { observe: () => Promise.resolve({ status, controlPlaneVersion: version }) },
      } as unknown as MemberPorts;
    },
  });
  const { onUnreachable } = more;
  const asked = { ...stage, ...(onUnreachable === undefined ? {} : { onUnreachable }) };
  return { ...(await readiness(plan, asked, clusters.slice(0, more.count ?? 3))), most };
}

it("clusters that are as they were planned for are ready, and nothing is said", async () => {
  expect(await look({})).toMatchObject({ obstacles: [], notes: [] });
});

it("another cluster behind the name speaks against it (I7), and so does one past the plan (I14)", async () => {
  const { obstacles } = await look({
    "shop-0": { identity: "uid-other" },
    "shop-1": { version: "1.37.0" },
  });
  expect(obstacles).toEqual([
    "shop-0: shop-0 is not the cluster that was planned for: its kube-system has UID uid-other, the plan says uid-shop-0; plan again",
    "shop-1: its control plane is at 1.37.0 by now, and this plan ends at 1.36.3: apply the rollout again to plan anew, or skip the cluster",
  ]);
});

it("one that stands somewhere on the way, or is being moved, does not", async () => {
  expect(
    await look({ "shop-0": { version: "1.36.3" }, "shop-1": { status: "upgrading" } }),
  ).toMatchObject({
    obstacles: [],
    notes: ["shop-1: its control plane is being moved at this moment"],
  });
});

const down = { "shop-1": { error: new PortError("transient", "connection refused") } };

it.each([
  ["Fail", ["shop-1 cannot be reached: connection refused"], []],
  [
    "Skip",
    [],
    [
      "shop-1 cannot be reached: connection refused; it is left out if it cannot be when its turn comes",
    ],
  ],
  [
    "Defer",
    [],
    [
      "shop-1 cannot be reached: connection refused; it comes last if it cannot be when its turn comes",
    ],
  ],
] as const)(
  "one that cannot be reached is for onUnreachable %s to judge",
  async (onUnreachable, obstacles, notes) => {
    expect(await look(down, { onUnreachable })).toMatchObject({ obstacles, notes });
  },
);

it("without a word of the stage one that cannot be reached comes last", async () => {
  const { obstacles, notes } = await look(down);
  expect(obstacles).toEqual([]);
  expect(notes).toHaveLength(1);
});

it("what will not heal by itself speaks against it", async () => {
  const { obstacles } = await look({
    "shop-2": { error: new PortError("terminal", "credentials are refused") },
  });
  expect(obstacles).toEqual(["shop-2: credentials are refused"]);
});

it("looks at so many, a few at once, and says how many it left", async () => {
  const { notes, most } = await look({}, { count: names.length });
  expect(notes).toEqual([`5 of ${names.length} clusters were not looked at`]);
  expect(most).toBeLessThanOrEqual(8);
});

it("a cluster that is gone from the fleet speaks against it", async () => {
  const readiness = openReadiness({ records, connect: () => Promise.reject(new Error("unasked")) });
  const gone = { name: "old", member: "old", identity: "uid-old", shape: "A" };
  const { obstacles } = await readiness(plan, stage, [gone]);
  expect(obstacles).toEqual([
    "old: cluster old of fleet shop is gone from the fleet's document: apply it again with it",
  ]);
});
