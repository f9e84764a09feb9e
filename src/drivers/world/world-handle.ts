import { askCluster, noCluster } from "../../world/ask.ts";
import type { Fault } from "../../world/fault.ts";
import type { Answered, Answers, RequestKind, Requests } from "../../world/requests.ts";
import { advanceWorld } from "../../world/world-status.ts";
import type { WorldState } from "../../world/world-state.ts";
import type { WorldDoor } from "./world-door.ts";

/** A simulated fleet in this process. Owns its state; time is whatever `nowMs` says at each request. */
export interface WorldHandle extends WorldDoor {
  /** The state, every cluster brought to now. */
  state(): WorldState;
  /** The state as it is, without moving anything. */
  readonly peek: WorldState;
  break(cluster: string, fault: Fault): void;
  /** False when there is no such cluster or fault. */
  repair(cluster: string, name: string): boolean;
  /** The ledger of every cluster, up to now. */
  ledger(): Readonly<Record<string, Answers["ledger"]>>;
}

/** Opens a world at the state given (`buildWorld`, or one that was kept). */
export function openWorld(start: WorldState, nowMs: () => number): WorldHandle {
  // One by one: a state that is whole would be copied at each request, with all its clusters.
  let clusters = new Map(Object.entries(start.clusters));
  let whole: WorldState | undefined = start;
  const askNow = <Kind extends RequestKind>(
    name: string,
    kind: Kind,
    request: Requests[Kind],
  ): Answered<Answers[Kind]> => {
    const before = clusters.get(name);
    if (before === undefined) return noCluster(start.name, name);
    const { cluster, answer } = askCluster(before, kind, request, nowMs());
    clusters.set(name, cluster);
    whole = undefined;
    return answer;
  };
  const peek = (): WorldState => (whole ??= { ...start, clusters: Object.fromEntries(clusters) });
  const state = (): WorldState => {
    whole = advanceWorld(peek(), nowMs());
    clusters = new Map(Object.entries(whole.clusters));
    return whole;
  };
  return {
    ask: (cluster, kind, request) => Promise.resolve(askNow(cluster, kind, request)),
    state,
    get peek() {
      return peek();
    },
    break: (cluster, fault) => void askNow(cluster, "break", { fault }),
    repair: (cluster, name) => {
      const answer = askNow(cluster, "repair", { name });
      return answer.kind === "value" && answer.value;
    },
    ledger: () =>
      Object.fromEntries(Object.values(state().clusters).map(({ name, ledger }) => [name, ledger])),
  };
}
