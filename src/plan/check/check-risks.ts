import type { AcceptedRisk, Concern, Plan, PlannedCluster } from "../../model/plan.ts";
import { broken, type BrokenRule } from "./broken-rule.ts";
import { isSecondCluster } from "./check-second-cluster.ts";

const DAY_MS = 86_400_000;

/** P24 what blocks was accepted, P35 and whatever was accepted still is, by somebody, for a reason. */
export function checkRisks(plan: Plan, nowMs: number | undefined): readonly BrokenRule[] {
  const { stages, concerns = [], acceptedRisks = [] } = plan;
  const clusters = stages.flatMap((stage) => stage.clusters);
  const names = new Set(clusters.map(({ name }) => name));
  const open = concerns.filter(({ level, accepted }) => level === "Blocks" && !accepted);
  return [
    ...open.flatMap((concern) => blocked(concern, clusters, plan)),
    ...acceptedRisks.flatMap((risk) => [
      ...incomplete(risk, names),
      ...(nowMs === undefined ? [] : over(risk, acceptedRisks, nowMs)),
    ]),
  ];
}

/** What forbids a hop of this control plane does not stop a second cluster, which makes none. */
function blocked(
  { check, why, clusters, help }: Concern,
  planned: readonly PlannedCluster[],
  { shapes, acceptedRisks = [] }: Plan,
): readonly BrokenRule[] {
  const isOwn = ({ shape }: PlannedCluster): boolean =>
    !isSecondCluster(shapes[shape]?.strategy ?? "rolling");
  const named = new Set(clusters);
  const taken = new Set(
    acceptedRisks.flatMap((risk) => (risk.name.startsWith(check) ? risk.clusters : [])),
  );
  return planned
    .filter((cluster) => named.has(cluster.name) && isOwn(cluster))
    .filter(({ name }) => !taken.has(name))
    .map(({ name }) => {
      const words = `${check} blocks it, and nobody accepted that: ${why}`;
      const ways = [help, `accept it by name in spec.acceptRisks (${check})`];
      return broken("P24", { cluster: name }, words, { help: ways.join("; or ") });
    });
}

function incomplete(
  { name, by, reason, clusters }: AcceptedRisk,
  planned: ReadonlySet<string>,
): readonly BrokenRule[] {
  const strangers = clusters.filter((cluster) => !planned.has(cluster));
  return [
    ...(by.trim() === "" ? ["nobody accepted it"] : []),
    ...(reason.trim() === "" ? ["no reason is given"] : []),
    ...(clusters.length === 0 ? ["it is of no cluster"] : []),
    ...strangers.map((cluster) => `${cluster} is not planned`),
  ].map((why) => broken("P35", {}, `accepted risk ${name}: ${why}`));
}

/** Over, unless somebody else accepted the same for the same clusters. */
function over(
  risk: AcceptedRisk,
  all: readonly AcceptedRisk[],
  nowMs: number,
): readonly BrokenRule[] {
  if (!isOver(risk, nowMs)) return [];
  const others = all.filter((other) => other.name === risk.name && !isOver(other, nowMs));
  const held = new Set(others.flatMap(({ clusters }) => clusters));
  const bare = risk.clusters.filter((cluster) => !held.has(cluster));
  if (bare.length === 0) return [];
  const { name, by, until } = risk;
  const why = `accepted risk ${name}: ${by} accepted it until ${until}, and that is over`;
  return [broken("P35", {}, why)];
}

/** Until the end of its day, UTC. */
function isOver({ until }: AcceptedRisk, nowMs: number): boolean {
  return nowMs >= Date.parse(until) + DAY_MS;
}
