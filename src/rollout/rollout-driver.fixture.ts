import type { Event } from "../model/event.ts";
import type { Plan, PlannedCluster, PlannedStage } from "../model/plan.ts";
import { plainStep } from "../model/step.fixture.ts";
import type { ClusterState, ClusterStatus, RolloutState } from "../model/rollout-state.ts";
import { advanceRollout, readAll, type RolloutInput } from "./advance.ts";
import type { Answer } from "./answer.ts";
import { takePlan } from "./plan-orders.ts";
import type { RolloutCommand } from "./turn.ts";
import { whyWaits, type WaitReason } from "./why-waits.ts";

interface StageShape {
  readonly name: string;
  readonly clusters: readonly string[];
  readonly max?: number;
  readonly failures?: number;
  /** What else the plan says of the stage. */
  readonly more?: Partial<PlannedStage>;
  /** What else it says of its clusters, by name. */
  readonly of?: Readonly<Record<string, Partial<PlannedCluster>>>;
}

export const planOf = (...stages: readonly StageShape[]): Plan => ({
  schemaVersion: 1,
  kind: "Plan",
  rollout: "r",
  fleet: "f",
  target: { kubernetes: "1.36" },
  workflows: {},
  shapes: {
    A: {
      strategy: "rolling",
      why: "",
      hops: [],
      steps: [plainStep("health", { title: "health", uses: "health.check" })],
    },
  },
  stages: stages.map(({ name, clusters, max = 1, failures = 0, more, of }) => ({
    name,
    maxConcurrency: max,
    maxAllowedFailures: failures,
    ...more,
    clusters: clusters.map((cluster) => ({
      name: cluster,
      member: cluster,
      identity: cluster,
      shape: "A",
      ...of?.[cluster],
    })),
  })),
  leftOut: [{ name: "old", kind: "blocked", why: "no way", help: "mend it" }],
});

export const asked = { actor: "ana", reason: "because" };

/** A rollout in memory: takes inputs, keeps clusters and all that was told. */
export class Driver {
  plan: Plan;
  state: RolloutState;
  readonly clusters = new Map<string, ClusterState>();
  readonly events: Event[] = [];
  commands: readonly RolloutCommand[] = [];
  nowMs = 1_000;

  constructor(...stages: readonly StageShape[]) {
    this.plan = planOf(...stages);
    const { turn } = takePlan(this.plan, "hash", undefined, "ana", this.nowMs);
    this.state = turn.state;
    this.events.push(...turn.events);
  }

  take(input: RolloutInput): Answer {
    const { turn, answer } = readAll(
      advanceRollout(this.plan, this.state, input, this.nowMs),
      this.clusters,
    );
    this.state = turn.state;
    for (const [name, cluster] of turn.changed) this.clusters.set(name, cluster);
    this.events.push(...turn.events);
    this.commands = turn.commands;
    return answer;
  }

  run(): this {
    this.take({ kind: "run", ...asked });
    return this;
  }

  /** The plan says more, or its stages do. */
  planned(more: Partial<Plan>): this {
    this.plan = { ...this.plan, ...more };
    return this;
  }

  /** A tick at a time of its own, or after some time. */
  at(time: string | number): this {
    this.nowMs = typeof time === "string" ? Date.parse(time) : this.nowMs + time;
    this.take({ kind: "tick" });
    return this;
  }

  end(cluster: string, result: "done" | "failed" | "cancelled" | "unreachable" = "done"): Answer {
    const attempt = this.clusters.get(cluster)?.attempt ?? 0;
    return this.take({ kind: "ended", cluster, attempt, result, reason: "words" });
  }

  is(status: ClusterStatus): readonly string[] {
    return [...this.clusters]
      .filter(([, cluster]) => cluster.status === status)
      .map(([name]) => name);
  }

  why(name: string): readonly string[] {
    return this.reasons(name).map(({ rule }) => rule);
  }

  reasons(name: string): readonly WaitReason[] {
    const cluster = this.clusters.get(name) ?? {
      plan: "hash",
      status: "waiting",
      attempt: 0,
      skips: [],
    };
    return whyWaits(this.plan, this.state, name, cluster, {
      nowMs: this.nowMs,
      stateOf: (other) => this.clusters.get(other),
    });
  }

  said(kind: Event["kind"]): readonly string[] {
    return this.events.filter((event) => event.kind === kind).map(({ reason }) => reason);
  }
}

export const two = (): Driver =>
  new Driver(
    { name: "canary", clusters: ["a", "b", "c"] },
    { name: "all", clusters: ["d", "e"], max: 2 },
  );
