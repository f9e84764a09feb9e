import { shortHash } from "../model/hash.ts";
import type { Event } from "../model/event.ts";
import type { LeftOut } from "../model/plan.ts";
import { momentWords } from "../plan/windows/window-words.ts";
import { endsAt } from "../rollout/why-waits-cluster.ts";
import type { WaitReason } from "../rollout/why-waits.ts";
import { clockTime } from "./time-words.ts";
import type { ClusterView, RolloutView, StepView } from "./rollout-view.ts";

/** Why a cluster is where it is: what `fleetlift explain` answers. */
export interface Explanation {
  readonly cluster: string;
  readonly rollout: string;
  readonly headline: string;
  /** Nearest first: the first must end before the next matters. */
  readonly waitsFor: readonly WaitReason[];
  readonly details: readonly string[];
  readonly needsPerson: boolean;
  /** Of one that waits, needs nobody, and cannot start before a time that is known: that time, in words. */
  readonly earliestStart?: string;
  readonly decided: {
    readonly atMs: number;
    readonly rule: string;
    readonly event: number;
    /** Whose event: the rollout's, or that of one upgrade. */
    readonly stream: string;
    readonly plan: string;
  };
}

/** `decided` is the event that brought the cluster to where it is. */
export function explainCluster(
  view: RolloutView,
  cluster: ClusterView,
  waitsFor: readonly WaitReason[],
  decided: Event,
): Explanation {
  const inTheWay = othersInTheWay(view, cluster, waitsFor);
  const needsPerson =
    cluster.needsPerson || inTheWay.length > 0 || waitsFor.some((reason) => reason.needsPerson);
  const earliestStart = needsPerson ? undefined : earliestWords(waitsFor);
  return {
    cluster: cluster.name,
    rollout: view.name,
    headline: headline(cluster, waitsFor),
    waitsFor,
    details: [...detailsOf(view, cluster), ...inTheWay],
    needsPerson,
    ...(earliestStart !== undefined && { earliestStart }),
    decided: {
      atMs: decided.atMs,
      rule: waitsFor[0]?.rule ?? decided.kind,
      event: decided.seq,
      stream: decided.stream,
      plan: view.plan,
    },
  };
}

/** When all is over that ends by itself, in the zone of the calendar among it. */
function earliestWords(waitsFor: readonly WaitReason[]): string | undefined {
  const times = waitsFor.flatMap(endsAt);
  if (times.length === 0) return undefined;
  const zone = waitsFor.find(({ timeZone }) => timeZone !== undefined)?.timeZone ?? "UTC";
  return momentWords(Math.max(...times), zone);
}

/** So many of the clusters in the way are named; the first to be seen to are enough to begin with. */
const NAMED = 3;

/**
 * The clusters that must be seen to by somebody before this one's turn can come: all that need a
 * person in the stages before its own, and in its own when nothing else holds a slot there.
 */
function othersInTheWay(
  { stages, clusters }: RolloutView,
  { name, stage }: ClusterView,
  waitsFor: readonly WaitReason[],
): readonly string[] {
  const rules = new Set(waitsFor.map(({ rule }) => rule));
  const before = stages.slice(
    0,
    stages.findIndex((one) => one.name === stage),
  );
  const earlier = rules.has("stage-order") ? before.map((one) => one.name) : [];
  const blocking = clusters.filter((one) => earlier.includes(one.stage) && isStanding(one));
  const running = clusters.filter((one) => one.stage === stage && one.status === "running");
  const allStand = rules.has("concurrency") && running.every(isStanding) ? running : [];
  const all = [...blocking, ...allStand].filter((one) => one.name !== name);
  const more = all.length - NAMED;
  return [
    ...all.slice(0, NAMED).map((one) => `${one.name} must be seen to first: ${one.reason}`),
    ...(more > 0 ? [`and ${more} more like it`] : []),
  ];
}

function isStanding({ status, needsPerson }: ClusterView): boolean {
  return needsPerson && (status === "running" || status === "waiting");
}

function headline(cluster: ClusterView, waitsFor: readonly WaitReason[]): string {
  const { name, from, to } = cluster;
  switch (cluster.status) {
    case "waiting":
      return waitsFor.length === 0 ? `${name} starts next.` : `${name} waits.`;
    case "running":
      if (cluster.paused !== undefined)
        return `${name} is paused on the way from ${from} to ${to}.`;
      if (cluster.recovers === true)
        return `${name} was stopped on the way from ${from} to ${to}, and recovers.`;
      return cluster.waitsForLease
        ? `${name} has its turn and waits for the cluster itself, ${from} to ${to}.`
        : `${name} is being upgraded, ${from} to ${to}: ${cluster.stepsDone} of ${cluster.stepCount} steps done.`;
    case "done":
      return `${name} is done${butFor(cluster)}`;
    case "failed":
      return `${name} failed on the way from ${from} to ${to}.`;
    case "cancelled":
      return `${name} was cancelled.`;
    case "skipped":
      return `${name} is skipped.`;
  }
}

/** What a cluster that is done is done without, and the way that it went. */
function butFor(cluster: ClusterView): string {
  const { from, to } = cluster;
  const missing = new Set(missingSteps(cluster).map(({ status }) => status));
  if (missing.size === 0) return `: ${from} to ${to}.`;
  const skipped = missing.has("skipped") ? ["were skipped"] : [];
  const failed = missing.has("failed") ? ["failed and were passed over"] : [];
  return ` but for steps that ${[...skipped, ...failed].join(" or ")}: ${from} to ${to} was planned.`;
}

/** What its own condition left out was not meant for this cluster, and is not missed. */
function missingSteps({ steps }: ClusterView): readonly StepView[] {
  return steps.filter(
    ({ status, byCondition }) =>
      status === "failed" || (status === "skipped" && byCondition !== true),
  );
}

function detailsOf(view: RolloutView, cluster: ClusterView): readonly string[] {
  const open = cluster.steps.filter(
    ({ status }) => status === "running" || status === "waiting" || status === "retrying",
  );
  const failed = cluster.steps.filter(({ status }) => status === "failed");
  const told = cluster.reason === "" ? [] : [cluster.reason];
  switch (cluster.status) {
    case "running":
      return [
        ...(open.length === 0
          ? told
          : open.map(({ title, reason }) => (reason === "" ? title : `${title}: ${reason}`))),
        ...(cluster.paused === undefined
          ? []
          : [`go on with: fleetlift resume ${view.name} ${cluster.name} --reason TEXT`]),
      ];
    case "failed":
      return [
        ...failed.map(({ id, reason }) => `step ${id}: ${reason}`),
        // The end says more than the step that failed did when something was undone, or stays.
        ...told.filter((words) => failed.every(({ reason }) => words !== `failed: ${reason}`)),
        `mend it, then: fleetlift retry ${view.name} ${cluster.name} --reason TEXT`,
        `or leave it out: fleetlift skip ${view.name} ${cluster.name} --reason TEXT`,
      ];
    case "waiting":
      return [];
    case "done":
      return [
        ...told,
        ...missingSteps(cluster).map(({ title, reason }) =>
          reason.startsWith(title) ? reason : `${title}: ${reason}`,
        ),
      ];
    case "cancelled":
    case "skipped":
      return told;
  }
}

/** The answer as text, in the words of the examples: what, for what, and whether anybody is needed. */
export function renderExplanation(explanation: Explanation): string {
  const { waitsFor, details } = explanation;
  const lead = waitsFor.map(({ words }, index) => `  ${index === 0 ? "for " : "then"}  ${words}`);
  const lines = [explanation.headline, ...lead, ...details.map((line) => `  ${line}`)];
  const { needsPerson, earliestStart } = explanation;
  const earliest = earliestStart === undefined ? "" : ` Earliest start: ${earliestStart}.`;
  const needed = needsPerson ? "This needs somebody." : `Nothing of this needs you now.${earliest}`;
  return [...lines, needed, sourceOf(explanation)].join("\n");
}

/** Where to look it up in the records. */
function sourceOf({ waitsFor, decided, rollout }: Explanation): string {
  const { atMs, rule, event, stream, plan } = decided;
  const source =
    waitsFor.length > 0
      ? `Decided at ${clockTime(atMs)} by rule ${rule}, event ${event}`
      : `Told at ${clockTime(atMs)} as ${rule}, event ${event}`;
  const of = stream === `rollout/${rollout}` ? "" : ` of ${stream}`;
  return `${source}${of}, plan ${shortHash(plan)}.`;
}

/** A cluster that the plan does not upgrade. */
export function explainLeftOut(view: RolloutView, left: LeftOut): string {
  const help = left.help === "" ? "" : `\n  ${left.help}`;
  return `${left.name} is not upgraded by ${view.name} (plan ${shortHash(view.plan)}): ${left.why}.${help}`;
}
