import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { knowledge } from "../knowledge/knowledge.ts";
import type { BudgetFacts } from "../model/cluster-facts.ts";
import type { Cluster } from "../model/fleet.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { workflowSchema } from "../model/workflow.ts";
import { clusterWays } from "./cluster-way.ts";
import { considerCluster, type Considered } from "./consider-cluster.ts";
import { budget, facts, node, seen } from "./facts.fixture.ts";
import { cluster, request, rolling, rollout } from "./make-plan.fixture.ts";
import { nodeSettings } from "./node-settings.ts";
import { pool, snapshot } from "./snapshot.fixture.ts";

const blueGreenFile = new URL(
  "../../packs/strategies/blue-green/workflows/blue-green.yaml",
  import.meta.url,
);
const blueGreen = workflowSchema.parse(parse(readFileSync(blueGreenFile, "utf8")));

const eks = (other: Partial<Cluster> = {}): Cluster => {
  const made = cluster("shop", "staging");
  const provider = { kind: "eks", region: "eu-west-3" } as const;
  return { ...made, current: { ...made.current, provider }, ...other };
};

function consider(one: Cluster, of: Snapshot, spec: object = {}): Considered {
  const asked = rollout(spec);
  const { target, acceptRisks = [] } = asked.spec;
  const snapshots = new Map([[one.name, of]]);
  const ways = clusterWays({ clusters: [one], snapshots, target, facts: knowledge, acceptRisks });
  const [considered] = ways.map((way) =>
    considerCluster(one, { name: "staging" }, way, {
      rollout: asked,
      nodes: nodeSettings(undefined),
      facts: knowledge,
      weights: request().weights,
      strategies: new Map([
        ["rolling", rolling],
        ["blue-green", blueGreen],
      ]),
    }),
  );
  if (considered === undefined) throw new Error("there is one cluster");
  return considered;
}

/** Five minors behind its control plane: no hop may be made with it. */
const behind = snapshot("1.35.4", { pools: [pool("old", ["1.31.2"])] });
const stuck = (name: string): BudgetFacts =>
  budget(name, {
    disruptionsAllowed: 0,
    currentHealthy: 1,
    desiredHealthy: 1,
    expectedPods: 1,
    pods: 1,
    minAvailable: "1",
  });

function leftOut(considered: Considered): string {
  if (considered.kind === "upgrade") throw new Error("it is upgraded");
  const { kind, why, help } = considered.leftOut;
  return `${kind}: ${why} | ${help}`;
}

it("a cluster that is not seen, or there already, is left out as its way says", () => {
  expect(leftOut(consider(eks(), snapshot("1.36.3")))).toMatch(/^already-there: /);
});

it("whose version somebody else owns is told what to change there, unless it has no way at all", () => {
  const managedBy = { kind: "terraform" as const, at: "https://git.example/main.tf" };
  const owned = eks({ managedBy } as unknown as Partial<Cluster>);
  expect(leftOut(consider(owned, snapshot("1.34.4")))).toMatch(/^managed-elsewhere: /);
  expect(leftOut(consider(owned, behind))).toMatch(/^blocked: node pool old runs 1.31.2/);
});

it("a strategy that cannot be had leaves it out with what would help; without a way it is the way that is told", () => {
  expect(leftOut(consider(eks(), snapshot("1.34.4"), { strategy: "in-place" }))).toMatch(
    /^blocked: no workflow is installed for strategy in-place/,
  );
  expect(leftOut(consider(eks(), behind))).toMatch(/^blocked: node pool old runs 1.31.2/);
});

it("one without a way of its own gets there as a second cluster", () => {
  // Nobody offers the minor between.
  const gap = snapshot("1.34.4", { available: ["1.34.4", "1.36.3"] });
  expect(leftOut(consider(eks(), gap))).toMatch(/^blocked: .*1\.35/);
  const considered = consider(eks(), gap, { strategy: "blue-green" });
  expect(considered).toMatchObject({
    kind: "upgrade",
    hops: [{ component: "control-plane", from: "1.34.4", to: "1.36.3" }],
  });
});

it("a second cluster of what nobody offers is refused", () => {
  const of = snapshot("1.34.4", { available: ["1.34.4", "1.35.4"] });
  expect(leftOut(consider(eks(), of, { strategy: "blue-green" }))).toMatch(/^blocked: .*1\.36/);
});

it("findings that block are named, three of them, with how to accept them; accepted ones let it pass", () => {
  const of = snapshot("1.34.4", {
    facts: facts({
      nodes: seen(node("general-1", { kubeletVersion: "1.34.4", runtime: "containerd://2.1.4" })),
      budgets: seen(...["a", "b", "c", "d", "e"].map(stuck)),
    }),
  });
  const words = leftOut(consider(eks(), of));
  expect(words).toMatch(/2 more that fleetlift assess shows \|/);
  expect(words).toMatch(/accept it by name in spec.acceptRisks \(/);
  const name = /acceptRisks \(([^),]*)/.exec(words)?.[1];
  const accepting = { acceptRisks: [{ name, by: "ana", reason: "known", until: "2030-01-31" }] };
  expect(consider(eks(), of, accepting).kind).toBe("upgrade");
  const elsewhere = { acceptRisks: [{ ...accepting.acceptRisks[0], clusters: ["other"] }] };
  expect(consider(eks(), of, elsewhere).kind).toBe("left-out");
});
