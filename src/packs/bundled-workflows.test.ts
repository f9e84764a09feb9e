import { expect, it } from "vitest";
import { planningCatalog } from "../actions/planned-actions.ts";
import type { Hop } from "../model/plan.ts";
import { nodeSettings } from "../plan/node-settings.ts";
import { expandWorkflow } from "../plan/workflow/expand-workflow.ts";
import { bundledPlanning } from "./bundled-planning.ts";
import { loadStrategies } from "./load-strategies.ts";

const controlPlane: Hop = { component: "control-plane", from: "1.34.4", to: "1.35.4" };
const pool = { component: "node-pool", pool: "general", from: "1.34.4", to: "1.35.4" } as const;
const way: readonly Hop[] = [
  { component: "addon", addon: "coredns", part: "whole", from: "1.11.1", to: "1.12.1" },
  { component: "addon", addon: "istio", part: "control-plane", from: "1.27.0", to: "1.28.0" },
  { component: "addon", addon: "istio", part: "proxies", from: "1.27.0", to: "1.28.0" },
  { component: "addon", addon: "velero", part: "whole", from: "1.17.0", to: "1.18.0" },
  controlPlane,
  { ...pool, dialect: "providerRolls" },
];

const strategies = loadStrategies();

function steps(strategy: string, hops: readonly Hop[]) {
  const workflow = strategies.get(strategy);
  if (workflow === undefined) throw new Error(`no workflow of ${strategy}`);
  const variables = {
    hops: hops.map((hop, index) => ({ ...hop, number: index + 1 })),
    nodes: { ...nodeSettings() },
    target: { kubernetes: "1.35.4" },
  };
  const made = expandWorkflow(workflow, variables, {
    actions: planningCatalog,
    workflows: bundledPlanning().workflows ?? new Map(),
  });
  if ("complaints" in made) throw new Error(JSON.stringify(made.complaints));
  return made.steps;
}

const lines = (strategy: string, hops: readonly Hop[]): readonly string[] =>
  steps(strategy, hops).map(({ id, title, role }) => `${id} (${role}): ${title}`);

it("rolling moves add-ons, control plane and pools in the order of the way, each followed by a look", () => {
  expect(lines("rolling", way)).toEqual([
    "preflight (self): Check that the cluster is well before anything moves",
    "hop-1-coredns-upgrade (self): Upgrade coredns from 1.11.1 to 1.12.1",
    "hop-1-coredns-caches (self): Wait until answers of before have expired",
    "hop-1-coredns-answers (self): Check that the cluster is well with coredns 1.12.1",
    "hop-2-istio-upgrade (self): Upgrade istio control plane from 1.27.0 to 1.28.0",
    "hop-2-istio-health (self): Check that the mesh is well with a control plane of 1.28.0",
    "hop-3-istio-proxies-restart (self): Upgrade istio proxies from 1.27.0 to 1.28.0",
    "hop-3-istio-proxies-health (self): Check that the mesh is well with proxies of 1.28.0",
    "hop-4-addon (self): Upgrade velero from 1.17.0 to 1.18.0",
    "hop-4-health (self): Check that the cluster is well at velero 1.18.0",
    "hop-5-control-plane (self): Upgrade the control plane from 1.34.4 to 1.35.4",
    "hop-5-health (self): Check that the cluster is well at 1.35.4",
    "hop-6-node-pool (self): Roll node pool general from 1.34.4 to 1.35.4",
    "hop-6-health (self): Check that the cluster is well at 1.35.4",
    "tell (self): Tell operations that the cluster is done",
  ]);
});

it("in-place backs up etcd before the first hop, and upgrades machines where they stand", () => {
  expect(lines("in-place", way.slice(4))).toEqual([
    "preflight (self): Check that the cluster is well before anything moves",
    "backup (self): Back up etcd, and prove the backup by a restore",
    "hop-1-control-plane (self): Upgrade the control plane from 1.34.4 to 1.35.4",
    "hop-1-health (self): Check that the cluster is well at 1.35.4",
    "hop-2-node-pool (self): Upgrade the machines of node pool general where they stand, from 1.34.4 to 1.35.4",
    "hop-2-health (self): Check that the cluster is well at 1.35.4",
    "tell (self): Tell operations that the cluster is done",
  ]);
});

it("blue-green makes one cluster at the target, shifts all traffic to it in steps, and deletes last", () => {
  expect(lines("blue-green", [controlPlane])).toEqual([
    "preflight (self): Check that the cluster is well before anything moves",
    "baseline (self): Take the baseline of the cluster that serves",
    "hop-1-provision (next): Make a second cluster like this one at 1.35.4",
    "hop-1-health (next): Check that the second cluster is well, empty as it is",
    "deploy (next): Deploy the workloads to the second cluster",
    "compare (next): Compare the workloads of both clusters",
    "volumes (next): Hand the volumes over to the second cluster, workload by workload",
    ...[5, 25, 50, 100].flatMap((percent, index) => [
      `shift-${index + 1}-traffic (next): Shift ${percent} % of the traffic to the second cluster`,
      `shift-${index + 1}-watch (self): Watch it for half an hour`,
      `shift-${index + 1}-health (next): Check that the second cluster is well with ${percent} % of the traffic`,
    ]),
    "soak (self): Let both run for a week",
    "soaked (next): Check that the second cluster is well after its soak",
    "release (self): Ask whether the first cluster may go",
    "retire (self): Retire the first cluster",
    "tell (self): Tell operations that the cluster is done",
  ]);
});

it("canary moves workload by workload, volumes first", () => {
  expect(lines("canary", [controlPlane]).slice(6, 11)).toEqual([
    "move-1-volumes (next): Hand over the volumes of the first 10 % of the workloads",
    "move-1-traffic (next): Shift the traffic of the first 10 % of the workloads, one by one",
    "move-1-watch (self): Watch them for an hour",
    "move-1-health (next): Check that the second cluster is well with 10 % of the workloads",
    "move-2-volumes (next): Hand over the volumes of the first 30 % of the workloads",
  ]);
});

it.each([...strategies.keys()])("every move of %s is followed by a look", (strategy) => {
  const all = steps(strategy, ["rolling", "in-place"].includes(strategy) ? way : [controlPlane]);
  const moves = ["pods", "nodes", "control-plane", "traffic", "cluster", "add-ons", "volumes"];
  const unseen = all.filter(({ uses, title }, at) => {
    const isMove = planningCatalog.get(uses)?.spec.touches.some((touch) => moves.includes(touch));
    if (isMove !== true || /^(Back up|Retire)/.test(title)) return false;
    const next = all.slice(at + 1, at + 4).map((step) => step.uses);
    return !next.some((use) => use === "health.check" || use === "workloads.compare");
  });
  expect(unseen).toEqual([]);
});

it("a name alone is that of one bundled workflow, and of none where two have it", () => {
  const { workflows } = bundledPlanning();
  expect(workflows.has("health-verification")).toBe(true);
  expect(workflows.has("coredns/upgrade") && workflows.has("istio/upgrade")).toBe(true);
  expect(workflows.has("upgrade")).toBe(false);
});
