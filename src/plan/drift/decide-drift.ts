import type { Desired } from "../../model/fleet.ts";
import { shortHash } from "../../model/hash.ts";
import type { RolloutPhase } from "../../model/rollout-state.ts";
import type { Drift } from "./drift-of.ts";

/** What was seen of one cluster that is held to a version. */
export interface HeldCluster {
  readonly name: string;
  readonly drift: Drift | { readonly kind: "unseen"; readonly words: string };
}

/** A rollout of the fleet, as far as it concerns whether another one is needed. */
export interface OtherRollout {
  readonly name: string;
  readonly phase: RolloutPhase;
  readonly plan: string;
  /** Clusters that wait or run in it. */
  readonly open: readonly string[];
  /** Clusters of its plan; the others were left out of it. */
  readonly planned: readonly string[];
  /** Those of them that it brought there. */
  readonly done: readonly string[];
  readonly endedAtMs?: number | undefined;
}

/** What is to be done about drift, and why; also when it is nothing. */
export type DriftDecision =
  | { readonly kind: "nothing"; readonly why: string; readonly needsPerson: boolean }
  | { readonly kind: "roll-out"; readonly rollout: string; readonly why: string };

/** How long what could not be planned is left alone. */
const AGAIN_MS = 24 * 3_600_000;

const AT_WORK: readonly RolloutPhase[] = ["running", "stopped", "cancelling"];

/** The rollout that holds a fleet to a version: one name for each, so that the loop finds it again. */
export const driftRolloutName = (fleet: string, { kubernetes }: Desired): string =>
  `${fleet}-held-to-${kubernetes.replaceAll(/[.+]/g, "-")}`;

/** Decides what comes of the drift of one fleet: as its `desired.drift` says, and never twice. */
export function decideDrift(
  fleet: string,
  desired: Desired,
  clusters: readonly HeldCluster[],
  rollouts: readonly OtherRollout[],
  nowMs: number,
): DriftDecision {
  const behind = clusters.filter(({ drift }) => drift.kind === "behind").map(({ name }) => name);
  if (behind.length === 0) return noneBehind(clusters);
  const ahead = aheadOf(clusters);
  const beside = ahead.length === 0 ? "" : ` (${ahead.length} ahead: ${named(ahead)})`;
  const words = `${behind.length} of ${clusters.length} clusters behind ${desired.kubernetes}: ${named(behind)}${beside}`;
  if (desired.drift === "report") {
    return nothing(`${words}; drift: report starts nothing`, true);
  }
  const name = driftRolloutName(fleet, desired);
  const own = rollouts.find((rollout) => rollout.name === name);
  const inTheWay = own === undefined ? undefined : whyNotAgain(own, desired, behind, nowMs);
  if (inTheWay !== undefined) return nothing(`${words}; ${inTheWay.why}`, inTheWay.needsPerson);
  const busy = rollouts.find(
    ({ phase, open }) =>
      AT_WORK.includes(phase) && behind.some((cluster) => open.includes(cluster)),
  );
  if (busy !== undefined)
    return nothing(`${words}; rollout ${busy.name} is about them already`, false);
  return { kind: "roll-out", rollout: name, why: words };
}

const nothing = (why: string, needsPerson: boolean): DriftDecision => ({
  kind: "nothing",
  why,
  needsPerson,
});

function noneBehind(clusters: readonly HeldCluster[]): DriftDecision {
  const ahead = aheadOf(clusters);
  const unseen = clusters.filter(({ drift }) => drift.kind === "unseen").map(({ name }) => name);
  const rest = [
    ...(ahead.length === 0 ? [] : [`${ahead.length} ahead (${named(ahead)})`]),
    ...(unseen.length === 0 ? [] : [`${unseen.length} could not be looked at (${named(unseen)})`]),
  ];
  const held = clusters.length - ahead.length - unseen.length;
  const words = [`${held} of ${clusters.length} clusters are where they are to be`, ...rest];
  return nothing(words.join("; "), ahead.length > 0);
}

const aheadOf = (clusters: readonly HeldCluster[]): readonly string[] =>
  clusters.filter(({ drift }) => drift.kind === "ahead").map(({ name }) => name);

interface InTheWay {
  readonly why: string;
  readonly needsPerson: boolean;
}

/** Why the rollout that there is already is not made anew. */
function whyNotAgain(
  own: OtherRollout,
  { drift }: Desired,
  behind: readonly string[],
  nowMs: number,
): InTheWay | undefined {
  const { name, phase, plan, open, endedAtMs = 0 } = own;
  switch (phase) {
    case "planned":
      return drift === "plan" && behind.every((cluster) => open.includes(cluster))
        ? {
            why: `plan ${shortHash(plan)} waits: fleetlift start ${name}`,
            needsPerson: true,
          }
        : undefined;
    case "running":
    case "cancelling":
      return { why: `rollout ${name} is at work`, needsPerson: false };
    case "stopped":
      return { why: `rollout ${name} is stopped: fleetlift start ${name}`, needsPerson: true };
    case "failed":
      return {
        why: `rollout ${name} has failed: mend what failed, then fleetlift retry ${name}`,
        needsPerson: true,
      };
    case "cancelled":
      return {
        why: `rollout ${name} was cancelled, and so it is not begun again: fleetlift retry ${name}`,
        needsPerson: true,
      };
    case "done":
      return nowMs - endedAtMs < AGAIN_MS ? whatItMissed(own, behind) : undefined;
  }
}

/**
 * What a rollout could not bring there is not tried at once again: it would fail again, and a person
 * who skipped a cluster meant it. One that it did bring there has drifted anew.
 */
function whatItMissed(
  { name, plan, planned, done }: OtherRollout,
  behind: readonly string[],
): InTheWay | undefined {
  if (behind.some((cluster) => done.includes(cluster))) return undefined;
  const missed = behind.filter((cluster) => planned.includes(cluster));
  const why =
    missed.length === 0
      ? `plan ${shortHash(plan)} had to leave them out: fleetlift describe plan ${shortHash(plan)}`
      : `rollout ${name} ended without ${named(missed)}, which failed or was left out: fleetlift retry ${name} ${missed[0]}, or it is tried again after a day`;
  return { why, needsPerson: true };
}

const NAMED = 5;

function named(clusters: readonly string[]): string {
  const more = clusters.length > NAMED ? ` and ${clusters.length - NAMED} more` : "";
  return `${clusters.slice(0, NAMED).join(", ")}${more}`;
}
