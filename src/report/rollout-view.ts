import type { Result } from "../model/event.ts";
import type { ClusterStatus, RolloutPhase } from "../model/rollout-state.ts";
import type { WaitReason } from "../rollout/why-waits.ts";
import type { StepStatus } from "../model/upgrade.ts";

/** One step of a cluster's upgrade as the records tell it. */
export interface StepView {
  readonly id: string;
  readonly title: string;
  readonly status: StepStatus;
  /** The last words told of it. */
  readonly reason: string;
  readonly startedAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
  /** Of a skipped step: its own condition left it out, and no person did. */
  readonly byCondition?: boolean;
}

export interface ClusterView {
  readonly name: string;
  readonly stage: string;
  readonly member: string;
  readonly status: ClusterStatus;
  /** 0 before the first. */
  readonly attempt: number;
  /** When it came to this status; undefined before anything was told of it. */
  readonly sinceMs: number | undefined;
  readonly startedAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
  /** The last words told of it: what it does, waits for, or failed of. */
  readonly reason: string;
  /** A person must act before it goes on. */
  readonly needsPerson: boolean;
  /** Paused by whom and why, before its start or at a step boundary. */
  readonly paused: string | undefined;
  /** Its turn has come, and the real cluster is not to be had: another upgrade is at it, or it cannot be reached. */
  readonly waitsForLease: boolean;
  /** This attempt ended early, and failure workflows or the undoing of its steps have begun. */
  readonly recovers?: boolean;
  /** Versions of the control plane, from and to, as planned. */
  readonly from: string;
  readonly to: string;
  readonly stepsDone: number;
  readonly stepCount: number;
  /** The steps of the plan, and behind them those of the recovery that have begun. */
  readonly steps: readonly StepView[];
}

export interface StageView {
  readonly name: string;
  readonly phase: "waiting" | "open" | "done" | "failed";
  readonly total: number;
  readonly maxConcurrency: number;
  readonly maxAllowedFailures: number;
  readonly waiting: number;
  readonly running: number;
  readonly done: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly skipped: number;
  readonly paused: string | undefined;
}

/** One thing that a rollout waits for as a whole. */
export type RolloutWait = Pick<WaitReason, "rule" | "words" | "needsPerson" | "untilMs" | "who">;

/** A rollout as its records tell it: all that any list, frame or answer about it is made from. */
export interface RolloutView {
  readonly name: string;
  readonly fleet: string;
  readonly plan: string;
  readonly phase: RolloutPhase;
  readonly result: Result | undefined;
  readonly plannedAtMs: number;
  readonly startedAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
  /** When anything was told last. */
  readonly toldAtMs: number;
  /** The last words told of the rollout itself. */
  readonly reason: string;
  readonly paused: string | undefined;
  /** What it waits for as a whole now: a start, another rollout, a pause, a task of its stage; the nearest first. */
  readonly waitsFor: readonly RolloutWait[];
  readonly stages: readonly StageView[];
  /** In the order of the plan. */
  readonly clusters: readonly ClusterView[];
}
