import type { Violation } from "../invariants/watcher.ts";

/** How one run of a rollout ended. */
export type TrialEnd =
  | "done"
  | "failed"
  | "cancelled"
  /** It goes on only when a person does something. */
  | "needs-person"
  /** It could not be started. */
  | "refused"
  /** A promise was broken: what came after was not looked at. */
  | "violation"
  /** It went on for longer than anybody waits. */
  | "endless";

/** What became of one cluster in one run. */
export interface TrialCluster {
  readonly name: string;
  readonly stage: string;
  readonly result: "done" | "failed" | "cancelled" | "skipped" | "running" | "waiting";
  /** Why it is not done, or waits. */
  readonly reason: string;
  /** Of the last attempt. */
  readonly startedAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
  readonly attempts: number;
  /** How long after the closing of its window it still ran; 0 when it did not, or has no windows. */
  readonly lateMs: number;
  /** Nodes above its size, times how long they were there. */
  readonly extraNodeMs: number;
}

export interface TrialStage {
  readonly name: string;
  readonly startedAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
}

/** One run of a rollout from a seed. Times are of the simulated world. */
export interface Trial {
  readonly seed: number;
  readonly end: TrialEnd;
  readonly reason: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly stages: readonly TrialStage[];
  /** In the order of the plan. */
  readonly clusters: readonly TrialCluster[];
  readonly approvals: number;
  /** How often a step or a task said something to people. */
  readonly notices: number;
  /** Openings of windows in which anything ran; 0 where nothing has windows. */
  readonly openings: number;
  /** Nodes above what clusters have, at the moment with most of them. */
  readonly peakNodes: number;
  readonly violation: Violation | undefined;
  readonly ticks: number;
}
