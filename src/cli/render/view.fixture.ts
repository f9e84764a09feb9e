import type { ClusterView, RolloutView, StageView } from "../../report/rollout-view.ts";

/** Noon on a Monday, UTC. */
export const NOON_MS = Date.UTC(2026, 10, 23, 12);
const minutes = (count: number): number => count * 60_000;

export function cluster(name: string, more: Partial<ClusterView> = {}): ClusterView {
  return {
    name,
    stage: "production",
    member: name,
    status: "waiting",
    attempt: 0,
    sinceMs: undefined,
    startedAtMs: undefined,
    endedAtMs: undefined,
    reason: "",
    needsPerson: false,
    paused: undefined,
    waitsForLease: false,
    from: "1.34.4",
    to: "1.36.3",
    stepsDone: 0,
    stepCount: 11,
    steps: [],
    ...more,
  };
}

export const running = (name: string, more: Partial<ClusterView> = {}): ClusterView =>
  cluster(name, {
    status: "running",
    attempt: 1,
    sinceMs: NOON_MS - minutes(12),
    startedAtMs: NOON_MS - minutes(12),
    stepsDone: 5,
    reason: "pool general: 3 of 8 nodes moved, 2 joining",
    ...more,
  });

export const done = (name: string): ClusterView =>
  cluster(name, {
    status: "done",
    attempt: 1,
    sinceMs: NOON_MS - minutes(30),
    startedAtMs: NOON_MS - minutes(95),
    endedAtMs: NOON_MS - minutes(30),
    stepsDone: 11,
    reason: "done: every step done",
  });

export const failed = (name: string): ClusterView =>
  cluster(name, {
    status: "failed",
    attempt: 1,
    sinceMs: NOON_MS - minutes(3),
    stepsDone: 4,
    needsPerson: true,
    reason: "failed: coredns 0 of 2 available for 3 looks in a row",
  });

export function rolloutView(
  clusters: readonly ClusterView[],
  more: Partial<RolloutView> = {},
): RolloutView {
  return {
    name: "kubernetes-1-36",
    fleet: "shop",
    plan: "7b21e0c4".padEnd(64, "0"),
    phase: "running",
    result: undefined,
    plannedAtMs: NOON_MS - minutes(200),
    startedAtMs: NOON_MS - minutes(178),
    endedAtMs: undefined,
    toldAtMs: NOON_MS,
    reason: "stage production starts",
    paused: undefined,
    waitsFor: [],
    stages: [stage(clusters)],
    clusters,
    ...more,
  };
}

export function stage(clusters: readonly ClusterView[], more: Partial<StageView> = {}): StageView {
  const count = (status: ClusterView["status"]): number =>
    clusters.filter((each) => each.status === status).length;
  return {
    name: "production",
    phase: "open",
    total: clusters.length,
    maxConcurrency: 2,
    maxAllowedFailures: 1,
    waiting: count("waiting"),
    running: count("running"),
    done: count("done"),
    failed: count("failed"),
    cancelled: count("cancelled"),
    skipped: count("skipped"),
    paused: undefined,
    ...more,
  };
}
