import { readFileSync } from "node:fs";
import path from "node:path";
import { worldPorts } from "../../src/drivers/world/world-ports.ts";
import { openWorld } from "../../src/drivers/world/world-handle.ts";
import { fleetSchema } from "../../src/model/fleet.ts";
import { API_VERSION } from "../../src/model/names.ts";
import { rolloutSchema } from "../../src/model/rollout.ts";
import { workflowSchema } from "../../src/model/workflow.ts";
import { bundledPlanning } from "../../src/packs/bundled-planning.ts";
import { openPlanner } from "../../src/server/planner.ts";
import type { TrialCase } from "../../src/simulate/trial/trial-case.ts";
import { readYaml } from "../../src/spec/read-yaml.ts";
import { renderProblems } from "../../src/spec/render-problems.ts";
import { resolveFleet } from "../../src/spec/resolve-fleet.ts";
import { buildWorld } from "../../src/world/build-world.ts";
import { worldSchema } from "../../src/world/world-document.ts";
import { virtualClock } from "../../src/simulate/virtual-clock.ts";

const START = "2026-11-23T08:00:00Z";
const WORKFLOW = path.join(import.meta.dirname, "thirty-steps.yaml");

/** A rollout of so many clusters of three nodes with ten pods each, in thirty steps each. */
export async function largeCase(count: number): Promise<TrialCase> {
  const names = Array.from({ length: count }, (_, at) => `c${String(at + 1).padStart(5, "0")}`);
  const world = worldOf(names);
  const written = fleetOf(names);
  const bundled = bundledPlanning();
  const handle = openWorld(buildWorld(world), () => Date.parse(START));
  const planner = openPlanner({
    connect: (member) => Promise.resolve(worldPorts(handle, member)),
    clock: virtualClock({ startMs: Date.parse(START) }),
    ...bundled,
    strategies: new Map([...bundled.strategies, ["rolling" as const, thirtySteps()]]),
  });
  const made = await planner.plan(resolveFleet(fleetSchema.parse(written)), rolloutOf());
  if (made.kind === "refused") {
    throw new Error(made.problems.map(({ complaint }) => complaint.message).join("\n"));
  }
  return {
    plan: made.plan,
    hash: made.hash,
    fleet: { name: "large", written },
    world,
    members: new Map(names.map((name) => [name, name])),
    snapshots: new Map(),
  };
}

function thirtySteps() {
  const reading = readYaml(readFileSync(WORKFLOW, "utf8"), WORKFLOW, workflowSchema);
  if (reading.kind === "refused") throw new Error(renderProblems(reading.problems));
  return reading.document;
}

function rolloutOf() {
  return rolloutSchema.parse({
    apiVersion: API_VERSION,
    kind: "Rollout",
    metadata: { name: "large" },
    spec: {
      fleet: "large",
      target: { kubernetes: "1.36" },
      strategy: "rolling",
      nodes: { maxSurge: 1, maxUnavailable: 0, drainTimeout: "30m", emptyDirData: "Delete" },
      stages: [{ name: "all", selector: {}, maxConcurrency: 500, maxAllowedFailures: "5%" }],
    },
  });
}

function fleetOf(names: readonly string[]): object {
  return {
    apiVersion: API_VERSION,
    kind: "Fleet",
    metadata: { name: "large" },
    spec: {
      defaults: { provider: { kind: "world" }, contacts: { operations: "#platform" } },
      clusters: names.map((name) => ({ name })),
    },
  };
}

/** Three nodes; with kube-proxy on each and 27 pods of three workloads, ten pods a node. */
function worldOf(names: readonly string[]) {
  return worldSchema.parse({
    apiVersion: API_VERSION,
    kind: "World",
    metadata: { name: "large" },
    spec: {
      seed: "large",
      start: START,
      versions: ["1.34.4", "1.35.4", "1.36.3"],
      templates: [
        {
          name: "three-nodes",
          pools: [{ name: "general", dialect: "weRoll", size: 3, podsPerNode: 20 }],
          workloads: [
            { kind: "DaemonSet", namespace: "kube-system", name: "kube-proxy" },
            { kind: "Deployment", namespace: "shop", name: "cart", replicas: 12 },
            { kind: "Deployment", namespace: "shop", name: "checkout", replicas: 9 },
            { kind: "StatefulSet", namespace: "shop", name: "sessions", replicas: 6 },
          ],
          budgets: [
            { namespace: "shop", name: "cart", maxUnavailable: "25%" },
            { namespace: "shop", name: "checkout", maxUnavailable: 2 },
            { namespace: "shop", name: "sessions", maxUnavailable: 1 },
          ],
        },
      ],
      clusters: names.map((name) => ({ name, template: "three-nodes", version: "1.34.4" })),
    },
  });
}
