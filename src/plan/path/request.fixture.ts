import { knowledge, type Facts } from "../../knowledge/knowledge.ts";
import type { AddonFacts, ClusterFacts, NodeFacts } from "../../model/cluster-facts.ts";
import { hopName } from "../../model/hop-name.ts";
import type { Hop } from "../../model/plan.ts";
import type { AcceptRisk } from "../../model/rollout.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { snapshot as seen } from "../snapshot.fixture.ts";
import type { Path, PathRequest } from "./path.ts";

/** What is asked for a cluster of the tests: by the facts that fleetlift brings, with no risk accepted. */
export function pathRequest(
  snapshot: Snapshot,
  kubernetes: string,
  other: Partial<PathRequest> = {},
): PathRequest {
  const target = { kubernetes };
  return { snapshot, target, provider: "world", facts: knowledge, accepted: [], ...other };
}

/** What runs in a cluster, like `istio@1.4.10`, `istio@1.4.10/proxies`. */
export function addon(text: string): AddonFacts {
  const [name = "", version = "", part = "whole"] = text.split(/[@/]/);
  const isPart = part === "control-plane" || part === "proxies";
  return {
    name,
    part: isPart ? part : "whole",
    version,
    others: [],
    namespace: "system",
    evidence: [],
  };
}

/** A cluster with add-ons, and nothing else looked at but its nodes. */
export function withAddons(
  version: string,
  addons: ClusterFacts["addons"] | readonly string[],
  other: Partial<Snapshot> = {},
  nodes: readonly NodeFacts[] = [],
): Snapshot {
  const none = { kind: "seen" as const, items: [] };
  const facts: ClusterFacts = {
    nodes: { kind: "seen", items: nodes },
    workloads: none,
    barePods: none,
    pendingPods: none,
    budgets: none,
    webhooks: none,
    volumes: none,
    csiDrivers: none,
    crds: none,
    apiUses: none,
    helmReleases: none,
    addons: "kind" in addons ? addons : { kind: "seen", items: addons.map(addon) },
    certificates: none,
    queries: none,
  };
  return seen(version, { facts, ...other });
}

/** A node of a pool, made by somebody. */
export function node(name: string, pool: string, provisioner: string): NodeFacts {
  const nothing = { cpuMillis: 0, memoryMi: 0, pods: 0 };
  return {
    name,
    pool,
    zone: "",
    instanceType: "",
    architecture: "",
    osImage: "",
    kernel: "",
    runtime: "",
    kubeletVersion: "",
    ready: true,
    unschedulable: false,
    badConditions: [],
    allocatable: nothing,
    requested: nothing,
    provisioner,
  };
}

export function accept(name: string, until = "2100-01-01"): AcceptRisk {
  return { name, by: "ana@shop.example", reason: "tried", until };
}

/** The facts that fleetlift brings, with these add-ons in place of its own. */
export function withFacts(
  rows: readonly {
    readonly addon: string;
    readonly version: string;
    readonly from?: string;
    readonly to?: string;
    readonly basis?: "supported" | "tested" | "listed";
  }[],
  rule?: { readonly addon: string; readonly minorsAtOnce: number },
): Facts {
  const addons = rows.map(({ addon: name, version, from, to, basis = "supported" as const }) => ({
    id: `addons/${name}/${version}` as const,
    addon: name,
    versions: { from: version, to: version },
    kubernetes: { from, to },
    basis,
    sources: [],
  }));
  const id = "addon-rules/step" as const;
  const rules =
    rule === undefined
      ? []
      : [{ id, strength: "required" as const, says: "a step", sources: [], ...rule }];
  return { ...knowledge, addons: () => addons, "addon-rules": () => rules };
}

/** Hops as lines, problems as `rule: why`. */
export function pathLines(path: Path): readonly string[] {
  switch (path.kind) {
    case "hops":
      return path.hops.map(hopLine);
    case "already-there":
      return [`already at ${path.at}`];
    case "blocked":
      return path.problems.map((problem) => `${problem.rule}: ${problem.why}`);
    case "gave-up":
      return [path.why];
  }
}

export function hopLine(hop: Hop): string {
  return `${hopName(hop).replace("node pool ", "")} ${hop.from} > ${hop.to}`;
}
