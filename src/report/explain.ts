import { shortHash } from "../model/hash.ts";
import type { Event } from "../model/event.ts";
import type { LeftOut } from "../model/plan.ts";
import type { WaitReason } from "../rollout/why-waits.ts";
import { clockTime } from "./time-words.ts";
import type { ClusterView, RolloutView } from "./rollout-view.ts";

/** Why a cluster is where it is: what `fleetlift explain` answers. */
export interface Explanation {
  readonly cluster: string;
  readonly rollout: string;
  readonly headline: string;
  /** Nearest first: the first must end before the next matters. */
  readonly waitsFor: readonly WaitReason[];
  readonly details: readonly string[];
  readonly needsPerson: boolean;
  readonly decided: {
    readonly atMs: number;
    readonly rule: string;
    readonly event: number;
    readonly plan: string;
  };
}

export function explainCluster(
  view: RolloutView,
  cluster: ClusterView,
  waitsFor: readonly WaitReason[],
  decided: Event,
): Explanation {
  return {
    cluster: cluster.name,
    rollout: view.name,
    headline: headline(cluster, waitsFor),
    waitsFor,
    details: detailsOf(view, cluster),
    needsPerson: cluster.needsPerson || waitsFor.some(({ needsPerson }) => needsPerson),
    decided: {
      atMs: decided.atMs,
      rule: decided.rule ?? decided.kind,
      event: decided.seq,
      plan: view.plan,
    },
  };
}

function headline(cluster: ClusterView, waitsFor: readonly WaitReason[]): string {
  const { name, from, to } = cluster;
  switch (cluster.status) {
    case "waiting":
      return waitsFor.length === 0 ? `${name} starts next.` : `${name} waits.`;
    case "running":
      return cluster.paused === undefined
        ? `${name} is being upgraded, ${from} to ${to}: ${cluster.stepsDone} of ${cluster.stepCount} steps done.`
        : `${name} is paused on the way from ${from} to ${to}.`;
    case "done":
      return `${name} is done: ${from} to ${to}.`;
    case "failed":
      return `${name} failed on the way from ${from} to ${to}.`;
    case "cancelled":
      return `${name} was cancelled.`;
    case "skipped":
      return `${name} is skipped.`;
  }
}

function detailsOf(view: RolloutView, cluster: ClusterView): readonly string[] {
  const open = cluster.steps.filter(
    ({ status }) => status === "running" || status === "waiting" || status === "retrying",
  );
  const failed = cluster.steps.filter(({ status }) => status === "failed");
  const told = cluster.reason === "" ? [] : [cluster.reason];
  switch (cluster.status) {
    case "running":
      return open.length === 0
        ? told
        : open.map(({ title, reason }) => (reason === "" ? title : `${title}: ${reason}`));
    case "failed":
      return [
        ...failed.map(({ id, reason }) => `step ${id}: ${reason}`),
        `mend it, then: fleetlift retry ${view.name} ${cluster.name} --reason TEXT`,
        `or leave it out: fleetlift skip ${view.name} ${cluster.name} --reason TEXT`,
      ];
    case "waiting":
      return [];
    case "done":
    case "cancelled":
    case "skipped":
      return told;
  }
}

/** The answer as text, in the words of the examples: what, for what, and whether anybody is needed. */
export function renderExplanation(explanation: Explanation): string {
  const { waitsFor, details, decided } = explanation;
  const lead = waitsFor.map(({ words }, index) => `  ${index === 0 ? "for " : "then"}  ${words}`);
  const lines = [explanation.headline, ...lead, ...details.map((line) => `  ${line}`)];
  const needed = explanation.needsPerson
    ? "This needs somebody."
    : "Nothing of this needs you now.";
  const rule = `Decided at ${clockTime(decided.atMs)} by rule ${decided.rule}, event ${decided.event}, plan ${shortHash(decided.plan)}.`;
  return [...lines, needed, rule].join("\n");
}

/** A cluster that the plan does not upgrade. */
export function explainLeftOut(view: RolloutView, left: LeftOut): string {
  const help = left.help === "" ? "" : `\n  ${left.help}`;
  return `${left.name} is not upgraded by ${view.name} (plan ${shortHash(view.plan)}): ${left.why}.${help}`;
}
