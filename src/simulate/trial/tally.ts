import type { Event } from "../../model/event.ts";
import type { Plan } from "../../model/plan.ts";
import type { Window } from "../../model/window.ts";
import { openingsWithin } from "../../plan/windows/openings.ts";
import { closingOf } from "../../plan/windows/windows.ts";
import type { Happening } from "../happening.ts";
import type { WorldChange } from "../watched-world.ts";
import type { Trial, TrialCluster, TrialStage } from "./trial.ts";

interface ClusterTally {
  readonly stage: string;
  readonly shape: string;
  readonly windows: readonly Window[];
  /** The cluster of the world that stands for it. */
  readonly world: string;
  result: TrialCluster["result"];
  reason: string;
  startedAtMs: number | undefined;
  endedAtMs: number | undefined;
  attempts: number;
}

interface NodeTally {
  readonly size: number;
  extra: number;
  sinceMs: number;
  extraNodeMs: number;
}

/**
 * Counts what happens in one run. Owns the counts and nothing else; every happening costs the same,
 * however many clusters there are.
 */
export class Tally {
  readonly #clusters = new Map<string, ClusterTally>();
  readonly #stages = new Map<string, { startedAtMs?: number; endedAtMs?: number }>();
  readonly #nodes = new Map<string, NodeTally>();
  readonly #tells: ReadonlySet<string>;
  readonly #openings = new Set<number>();
  #extraNodes = 0;
  peakNodes = 0;
  approvals = 0;
  notices = 0;
  lastToldMs: number;
  /** What was told of the rollout's end, once it has ended. */
  ended: Event | undefined;
  /** The last words told of the rollout itself. */
  reason = "";

  constructor(plan: Plan, members: ReadonlyMap<string, string>, startMs: number) {
    this.lastToldMs = startMs;
    this.#tells = tellingSteps(plan);
    for (const stage of plan.stages) {
      this.#stages.set(stage.name, {});
      for (const { name, member, shape, calendar = "" } of stage.clusters) {
        this.#clusters.set(name, {
          stage: stage.name,
          shape,
          windows: plan.calendars?.[calendar]?.windows ?? [],
          world: members.get(member) ?? member,
          result: "waiting",
          reason: "",
          startedAtMs: undefined,
          endedAtMs: undefined,
          attempts: 0,
        });
      }
    }
  }

  take(happening: Happening): void {
    if (happening.kind === "event") this.#tell(happening.event);
    else if (happening.kind === "world") this.#countNodes(happening);
  }

  stages(): readonly TrialStage[] {
    return [...this.#stages].map(([name, { startedAtMs, endedAtMs }]) => ({
      name,
      startedAtMs,
      endedAtMs,
    }));
  }

  clusters(nowMs: number): readonly TrialCluster[] {
    return [...this.#clusters].map(([name, tally]) => {
      const { stage, result, reason, startedAtMs, endedAtMs, attempts } = tally;
      const lateMs = lateness(tally.windows, startedAtMs, endedAtMs ?? nowMs);
      const extraNodeMs = this.#extraNodeMs(tally.world, nowMs);
      return { name, stage, result, reason, startedAtMs, endedAtMs, attempts, lateMs, extraNodeMs };
    });
  }

  /** How many openings of windows upgrades were begun in, attempts that failed included. */
  openings(): Trial["openings"] {
    return this.#openings.size;
  }

  #noteOpening(windows: readonly Window[], atMs: number): void {
    if (windows.length === 0) return;
    for (const { opensAtMs, closesAtMs } of openingsWithin(windows, atMs, atMs)) {
      if (opensAtMs <= atMs && atMs < closesAtMs) this.#openings.add(opensAtMs);
    }
  }

  #tell(event: Event): void {
    const { kind, cluster, stage = "", atMs, reason } = event;
    this.lastToldMs = Math.max(this.lastToldMs, atMs);
    if (kind === "approval.given") this.approvals += 1;
    if (this.#isNotice(event)) this.notices += 1;
    if (kind === "approval.asked" || kind === "approval.reminded") this.reason = reason;
    if (event.task !== undefined && kind !== "task.ended") return;
    if (cluster !== undefined) return this.#tellCluster(event, this.#clusters.get(cluster));
    if (event.stream.startsWith("rollout/")) this.reason = reason;
    if (kind === "stage.started") this.#stages.set(stage, { startedAtMs: atMs });
    if (kind === "stage.ended") {
      this.#stages.set(stage, { ...this.#stages.get(stage), endedAtMs: atMs });
    }
    if (kind === "rollout.ended") this.ended = event;
    if (kind === "cluster.waits") this.#tellWaits(event);
  }

  #isNotice({ kind, cluster = "", step = "", stage = "", task, result }: Event): boolean {
    if (kind === "task.ended") return result === "done" && this.#tells.has(`${stage} ${task}`);
    const { shape } = this.#clusters.get(cluster) ?? {};
    return kind === "step.done" && task === undefined && this.#tells.has(`${shape} ${step}`);
  }

  #tellCluster(event: Event, tally: ClusterTally | undefined): void {
    if (tally === undefined) return;
    switch (event.kind) {
      case "cluster.starts":
        tally.result = "running";
        tally.startedAtMs = event.atMs;
        tally.endedAtMs = undefined;
        tally.attempts += 1;
        this.#noteOpening(tally.windows, event.atMs);
        return;
      case "cluster.ended":
      case "cluster.skipped":
        tally.result = event.result ?? "failed";
        tally.endedAtMs = event.atMs;
        tally.reason = event.reason;
        return;
      case "cluster.waits":
      case "cluster.retried":
        tally.result = "waiting";
        tally.reason = event.reason;
        return;
      case "upgrade.paused":
      case "step.waiting":
        tally.reason = event.reason;
        return;
      default:
        return;
    }
  }

  #tellWaits({ clusters = [], reason }: Event): void {
    for (const name of clusters) {
      const tally = this.#clusters.get(name);
      if (tally?.result === "waiting") tally.reason = reason;
    }
  }

  #countNodes({ cluster, before, after, atMs }: WorldChange): void {
    if (before.nodes.length === after.nodes.length && !this.#nodes.has(cluster)) return;
    const known = this.#nodes.get(cluster);
    const tally = known ?? {
      size: before.pools.reduce((sum, { size }) => sum + size, 0),
      extra: 0,
      sinceMs: atMs,
      extraNodeMs: 0,
    };
    if (known === undefined) this.#nodes.set(cluster, tally);
    const extra = Math.max(0, after.nodes.length - tally.size);
    if (extra === tally.extra) return;
    this.#extraNodes += extra - tally.extra;
    this.peakNodes = Math.max(this.peakNodes, this.#extraNodes);
    tally.extraNodeMs += tally.extra * (atMs - tally.sinceMs);
    tally.extra = extra;
    tally.sinceMs = atMs;
  }

  #extraNodeMs(world: string, nowMs: number): number {
    const tally = this.#nodes.get(world);
    return tally === undefined
      ? 0
      : tally.extraNodeMs + tally.extra * Math.max(0, nowMs - tally.sinceMs);
  }
}

function lateness(
  windows: readonly Window[],
  startedAtMs: number | undefined,
  endedAtMs: number,
): number {
  if (windows.length === 0 || startedAtMs === undefined) return 0;
  const closesAtMs = closingOf(windows, startedAtMs);
  // Nothing starts in a closed window; a clock that was set wrong may have made it so.
  return closesAtMs === startedAtMs ? 0 : Math.max(0, endedAtMs - closesAtMs);
}

/** Steps of shapes, and tasks of stages, that say something to people. */
function tellingSteps({ shapes, stages }: Plan): ReadonlySet<string> {
  const steps = Object.entries(shapes).flatMap(([shape, { steps: own, recovery }]) =>
    [...own, ...(recovery?.steps ?? [])]
      .filter(({ uses }) => uses === "notify")
      .map(({ id }) => `${shape} ${id}`),
  );
  const tasks = stages.flatMap(({ name, before = [], after = [] }) =>
    [
      ...before.map((task, at) => ({ task, key: `before-${at}` })),
      ...after.map((task, at) => ({ task, key: `after-${at}` })),
    ]
      .filter(({ task }) => task.kind === "notify")
      .map(({ key }) => `${name} ${key}`),
  );
  return new Set([...steps, ...tasks]);
}
