import type { Event, Result } from "../model/event.ts";
import type { Plan, PlannedStage, Shape } from "../model/plan.ts";
import type {
  ClusterState,
  RolloutPhase,
  RolloutState,
  StageCounts,
} from "../model/rollout-state.ts";
import { SCHEMA_VERSION } from "../model/names.ts";
import { whyRolloutWaits, whyWaits, type WaitReason } from "../rollout/why-waits.ts";
import { follow, newTrack } from "./cluster-track.ts";
import { ToldTasks } from "./told-tasks.ts";
import { ToldWaits } from "./told-waits.ts";
import type { ClusterView, RolloutView, StageView } from "./rollout-view.ts";

/** Rules by which a cluster itself may stand until somebody sees to it. */
const STANDS: ReadonlySet<string> = new Set([
  "window",
  "window-fit",
  "freeze",
  "unreachable",
  "cluster-dependency",
  "canaries",
]);

/** Of a plan that is damaged: nothing is known of its steps. */
const NO_SHAPE: Shape = { strategy: "rolling", why: "", hops: [], steps: [] };

/**
 * Job: one rollout as its records tell it, event by event.
 * Owns: nothing that the records do not say; made anew from them, it is the same. Events may come
 * twice: an event that was taken in already changes nothing (its stream's sequence number says so).
 */
export class RolloutProjection {
  readonly #plan: Plan;
  readonly #hash: string;
  readonly #plannedAtMs: number;
  readonly #clusters = new Map<string, ClusterView>();
  readonly #seen = new Map<string, number>();
  /** By name; a stage that is not there waits. */
  readonly #stagePhases = new Map<string, StageView["phase"]>();
  readonly #stagePaused = new Map<string, Event>();
  readonly #heldBy = new Map<string, Event>();
  readonly #shapes = new Map<string, Shape>();
  #phase: RolloutPhase = "planned";
  #result: Result | undefined;
  #startedAtMs: number | undefined;
  #endedAtMs: number | undefined;
  #toldAtMs: number;
  #reason: string;
  #paused: Event | undefined;
  #stage = 0;
  #decided: Event;
  readonly #decidedOf = new Map<string, Event>();
  readonly #tasks: ToldTasks;
  readonly #waits = new ToldWaits();

  /** Begins with the event that says which plan is taken. */
  constructor(plan: Plan, planned: Event) {
    this.#plan = plan;
    this.#hash = planned.plan ?? "";
    this.#plannedAtMs = planned.atMs;
    this.#toldAtMs = planned.atMs;
    this.#reason = planned.reason;
    this.#decided = planned;
    this.#tasks = new ToldTasks(planned.actor);
    this.#seen.set(planned.stream, planned.seq);
    for (const stage of plan.stages) {
      for (const cluster of stage.clusters) {
        const shape = plan.shapes[cluster.shape] ?? NO_SHAPE;
        this.#shapes.set(cluster.name, shape);
        this.#clusters.set(cluster.name, newTrack(cluster, stage.name, shape));
      }
    }
  }

  get plan(): Plan {
    return this.#plan;
  }

  take(event: Event): void {
    if ((this.#seen.get(event.stream) ?? 0) >= event.seq) return;
    this.#seen.set(event.stream, event.seq);
    this.#toldAtMs = event.atMs;
    // What people were told is not what happened.
    if (isOfFlow(event) || event.kind === "notice.given") return;
    this.#tasks.take(event);
    this.#waits.take(event);
    if (event.cluster !== undefined) this.#takeOfCluster(event, event.cluster);
    else this.#takeOfRollout(event);
  }

  view(): RolloutView {
    const clusters = [...this.#clusters.values()];
    return {
      name: this.#plan.rollout,
      fleet: this.#plan.fleet,
      plan: this.#hash,
      phase: this.#phase,
      result: this.#result,
      plannedAtMs: this.#plannedAtMs,
      startedAtMs: this.#startedAtMs,
      endedAtMs: this.#endedAtMs,
      toldAtMs: this.#toldAtMs,
      reason: this.#reason,
      paused: this.#paused?.reason,
      waitsFor: whyRolloutWaits(this.#plan, this.#state(), this.#waits.rollouts),
      stages: this.#plan.stages.map((stage) => this.#stageView(stage)),
      clusters,
    };
  }

  cluster(name: string): ClusterView | undefined {
    return this.#clusters.get(name);
  }

  /** Why a cluster does not run now, worked out anew by the rules that decide (never by other ones). */
  whyWaits(name: string, nowMs: number): readonly WaitReason[] {
    const cluster = this.#clusters.get(name);
    if (cluster === undefined) return [];
    const stateOf = (other: string): ClusterState | undefined => {
      const view = this.#clusters.get(other);
      return view && this.#clusterState(view);
    };
    const { rollouts } = this.#waits;
    return whyWaits(this.#plan, this.#state(), name, this.#clusterState(cluster), {
      nowMs,
      stateOf,
      rollouts,
    });
  }

  /**
   * What brought a cluster to where it is: what was told last of itself; for one that waits, the
   * last decision of the rollout, which may start it or not.
   */
  decided(name?: string): Event {
    const waits = this.#clusters.get(name ?? "")?.status === "waiting";
    const own = waits ? undefined : this.#decidedOf.get(name ?? "");
    return own ?? this.#decided;
  }

  #takeOfCluster(event: Event, name: string): void {
    const before = this.#clusters.get(name);
    const shape = this.#shapes.get(name);
    if (before === undefined || shape === undefined) return;
    if (event.stream.startsWith("rollout/")) this.#decided = event;
    const after = follow(before, shape, event);
    if (after !== before) this.#decidedOf.set(name, event);
    this.#clusters.set(name, after);
    if (event.kind === "cluster.held") this.#heldBy.set(name, event);
    else this.#heldBy.delete(name);
    if (event.kind === "cluster.retried") {
      const index = this.#plan.stages.findIndex((stage) => stage.name === before.stage);
      this.#stage = Math.min(this.#stage, index);
      this.#stagePhases.set(before.stage, "open");
    }
  }

  #takeOfRollout(event: Event): void {
    const { kind, reason } = event;
    this.#decided = event;
    if (kind === "cluster.waits") return this.#takeWaits(event);
    this.#reason = reason;
    if (kind.startsWith("stage.")) return this.#takeOfStage(event);
    switch (kind) {
      case "rollout.runs":
        this.#phase = "running";
        this.#result = undefined;
        this.#endedAtMs = undefined;
        this.#startedAtMs ??= event.atMs;
        return;
      case "rollout.stops":
        this.#phase = "stopped";
        return;
      case "rollout.cancelled":
        this.#phase = "cancelling";
        return;
      case "rollout.paused":
        this.#paused = event;
        return;
      case "rollout.resumed":
        this.#paused = undefined;
        return;
      case "rollout.ended":
        this.#end(event);
        return;
      default:
        return;
    }
  }

  /**
   * What clusters wait for is told of many at once, and of very many without their names: then what
   * was told of single ones may hold no more. Those that wait for something that does not come by
   * itself need somebody; of a pause its own event has said so.
   */
  #takeWaits({ clusters, stage, rule = "", needsPerson = false, reason }: Event): void {
    const told =
      clusters === undefined
        ? { reason: "" }
        : { reason, needsPerson: needsPerson && STANDS.has(rule) };
    for (const name of clusters ?? this.#ofStage(stage)) {
      const before = this.#clusters.get(name);
      if (before?.status === "waiting" && before.paused === undefined)
        this.#clusters.set(name, { ...before, ...told });
    }
  }

  #ofStage(name: string | undefined): readonly string[] {
    const stage = this.#plan.stages.find((each) => each.name === name);
    return (stage?.clusters ?? []).map((cluster) => cluster.name);
  }

  #end(event: Event): void {
    this.#result = event.result;
    this.#endedAtMs = event.atMs;
    this.#phase = event.result === "failed" || event.result === "cancelled" ? event.result : "done";
  }

  #takeOfStage(event: Event): void {
    const stage = event.stage ?? "";
    const index = this.#plan.stages.findIndex(({ name }) => name === stage);
    if (index < 0) return;
    if (event.kind === "stage.started") {
      this.#stagePhases.set(stage, "open");
      this.#stage = index;
    } else if (event.kind === "stage.ended") {
      this.#stagePhases.set(stage, event.result === "failed" ? "failed" : "done");
      if (event.result !== "failed") this.#stage = index + 1;
    } else if (event.kind === "stage.paused") {
      this.#stagePaused.set(stage, event);
    } else {
      this.#stagePaused.delete(stage);
    }
  }

  #stageView(stage: PlannedStage): StageView {
    const counts = this.#counts(stage);
    return {
      name: stage.name,
      phase: this.#stagePhases.get(stage.name) ?? "waiting",
      total: stage.clusters.length,
      maxConcurrency: stage.maxConcurrency,
      maxAllowedFailures: stage.maxAllowedFailures,
      ...counts,
      paused: this.#stagePaused.get(stage.name)?.reason,
    };
  }

  #counts(stage: PlannedStage): Record<ClusterView["status"], number> {
    const counts = { waiting: 0, running: 0, done: 0, failed: 0, cancelled: 0, skipped: 0 };
    for (const cluster of this.#clusters.values()) {
      if (cluster.stage === stage.name) counts[cluster.status] += 1;
    }
    return counts;
  }

  /** The state that the rules read, from what was told; what they do not read is left empty. */
  #state(): RolloutState {
    const stages = this.#plan.stages.map((stage): StageCounts => {
      const { waiting: _, ...counts } = this.#counts(stage);
      const paused = this.#stagePaused.get(stage.name);
      const said = paused === undefined ? {} : { paused: pauseOf(paused) };
      return {
        ...counts,
        opened: this.#stagePhases.has(stage.name),
        held: 0,
        cursor: 0,
        tasks: this.#tasks.of(stage.name),
        ...this.#waitsOf(stage),
        ...said,
      };
    });
    return {
      schemaVersion: SCHEMA_VERSION,
      kind: "RolloutState",
      rollout: this.#plan.rollout,
      fleet: this.#plan.fleet,
      plan: this.#hash,
      phase: this.#phase,
      ...(this.#paused === undefined ? {} : { paused: pauseOf(this.#paused) }),
      stage: this.#stage,
      stages,
      askedBy: [...this.#tasks.askedBy],
      saidWaits: "",
      saidHeld: false,
      head: { stream: "", seq: 0, hash: "" },
    };
  }

  #waitsOf({ name, canaries, clusters }: PlannedStage): Partial<StageCounts> {
    const soakUntilMs = this.#waits.soakUntilMs(name);
    const count = clusters.filter((cluster) => {
      const waits = this.#clusters.get(cluster.name)?.status === "waiting";
      return waits && this.#waits.of(cluster.name).unreached !== undefined;
    }).length;
    const words = { rule: "unreachable", words: "", needsPerson: false, first: 0 };
    return {
      ...(canaries !== undefined &&
        soakUntilMs !== undefined && { canariesDoneAtMs: soakUntilMs - canaries.soakMs }),
      ...(count > 0 && { deferred: { unreachable: { ...words, count } } }),
    };
  }

  #clusterState(cluster: ClusterView): ClusterState {
    const { status, attempt, name } = cluster;
    const event = this.#heldBy.get(name);
    const held = event === undefined ? {} : { held: { ...pauseOf(event), counted: false } };
    return { plan: this.#hash, status, attempt, skips: [], ...held, ...this.#waits.of(name) };
  }
}

/** A flow's steps are not its cluster's, whatever they are called; what came of it the rollout tells. */
function isOfFlow({ task, stream }: Event): boolean {
  return task !== undefined && stream.startsWith("upgrade/");
}

function pauseOf(event: Event): { readonly actor: string; readonly reason: string } {
  return { actor: event.actor, reason: event.comment ?? event.reason };
}
