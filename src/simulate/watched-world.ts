/**
 * The simulated fleet, moved by the clock and watched at each of its changes. Owns the world's state
 * and a wake-up for each cluster at the next thing that is due in it, so that no state of it passes
 * unseen between two questions; tells of every change, and of the request that made it.
 */
import { advance, nextDueMs } from "../world/advance.ts";
import { askRestingCluster, noCluster } from "../world/ask.ts";
import type { Answered, Answers, RequestKind, Requests } from "../world/requests.ts";
import type { ClusterState, WorldState } from "../world/world-state.ts";
import type { WorldDoor } from "../drivers/world/world-door.ts";
import { runningFor } from "./cut-point.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** A request that may have changed something, with what was answered. */
export type WorldRequest = {
  readonly [Kind in RequestKind]: {
    readonly kind: Kind;
    readonly request: Requests[Kind];
    readonly answer: Answered<Answers[Kind]>;
    /** The key whose effect asked, like `Upgrade fleet/shop-1/1`; undefined when it was not one of ours. */
    readonly by: string | undefined;
  };
}[RequestKind];

/** A cluster before and after a moment at which something was due in it, or a request. */
export interface WorldChange {
  readonly kind: "world";
  readonly atMs: number;
  readonly cluster: string;
  readonly before: ClusterState;
  readonly after: ClusterState;
  readonly asked: WorldRequest | undefined;
}

export interface WatchedWorld extends WorldDoor {
  /** The state as it was last moved; the clock moves it when something is due. */
  readonly peek: WorldState;
  askNow<Kind extends RequestKind>(
    cluster: string,
    kind: Kind,
    request: Requests[Kind],
  ): Answered<Answers[Kind]>;
}

/** When something is due in a cluster, and how its wake-up is taken back. */
interface WakeUp {
  readonly dueMs: number;
  readonly takeBack: () => void;
}

const READS: ReadonlySet<RequestKind> = new Set<RequestKind>([
  "observe",
  "identity",
  "readiness",
  "nodes",
  "pods",
  "budgets",
  "workloads",
  "readList",
  "readObject",
  "readText",
  "ledger",
]);

export function watchedWorld(
  start: WorldState,
  clock: VirtualClock,
  tell: (change: WorldChange) => void,
): WatchedWorld {
  // One by one: a state that is whole would be copied at each request, with all its clusters.
  const clusters = new Map(Object.entries(start.clusters));
  let whole: WorldState | undefined = start;
  const wakeUps = new Map<string, WakeUp>();

  const put = (cluster: ClusterState): void => {
    clusters.set(cluster.name, cluster);
    whole = undefined;
  };
  const wakeLater = (cluster: ClusterState): void => {
    wakeUps.get(cluster.name)?.takeBack();
    const dueMs = nextDueMs(cluster);
    if (dueMs === Infinity) wakeUps.delete(cluster.name);
    else {
      const takeBack = clock.at(dueMs, () => move(cluster.name));
      wakeUps.set(cluster.name, { dueMs, takeBack });
    }
  };
  /** Lets happen what is due, and looks for what is due next. */
  const move = (name: string): void => {
    const before = clusters.get(name);
    if (before === undefined || (wakeUps.get(name)?.dueMs ?? Infinity) > clock.nowMs()) return;
    const after = advance(before, clock.nowMs());
    put(after);
    wakeLater(after);
    tell({ kind: "world", atMs: clock.nowMs(), cluster: name, before, after, asked: undefined });
  };
  const askNow: WatchedWorld["askNow"] = (name, kind, request) => {
    move(name);
    const before = clusters.get(name);
    if (before === undefined) return noCluster(start.name, name);
    const asked = askRestingCluster(before, kind, request, clock.nowMs());
    const after = asked.cluster;
    if (after !== before) put(after);
    if (READS.has(kind)) return asked.answer;
    wakeLater(after);
    const by = runningFor();
    // The kind says which request and answer these are; the type checker cannot pair them here.
    const told = {
      kind,
      request,
      answer: asked.answer,
      by: by && `${by.object} ${by.key}`,
    } as unknown as WorldRequest;
    tell({ kind: "world", atMs: clock.nowMs(), cluster: name, before, after, asked: told });
    return asked.answer;
  };
  for (const cluster of Object.values(start.clusters)) wakeLater(cluster);
  return {
    ask: (cluster, kind, request) => Promise.resolve(askNow(cluster, kind, request)),
    askNow,
    get peek() {
      whole ??= { ...start, clusters: Object.fromEntries(clusters) };
      return whole;
    },
  };
}
