import { ask } from "./ask.ts";
import type { Answered, Answers, RequestKind, Requests } from "./requests.ts";
import { SMALL_WORLD_START_MS, smallWorld } from "./small-world.fixture.ts";
import type { ClusterState } from "./world-state.ts";
import { advanceWorld } from "./world-status.ts";

/** The small world's cluster in a test's hands: asked at once, and time passes only when told. */
export interface PlayedWorld {
  readonly ask: <Kind extends RequestKind>(
    kind: Kind,
    request: Requests[Kind],
  ) => Answered<Answers[Kind]>;
  /** The value of an answer; throws for an error. */
  readonly get: <Kind extends RequestKind>(kind: Kind, request: Requests[Kind]) => Answers[Kind];
  readonly pass: (ms: number) => void;
  readonly cluster: () => ClusterState;
  readonly nowMs: () => number;
}

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;

export function playSmallWorld(faults: readonly object[] = []): PlayedWorld {
  let world = smallWorld(faults);
  let nowMs = SMALL_WORLD_START_MS;
  const askNow: PlayedWorld["ask"] = (kind, request) => {
    const asked = ask(world, "shop", kind, request, nowMs);
    world = asked.world;
    return asked.answer;
  };
  return {
    ask: askNow,
    get: (kind, request) => {
      const answer = askNow(kind, request);
      if (answer.kind === "error") throw new Error(answer.message);
      return answer.value;
    },
    pass: (ms) => {
      nowMs += ms;
    },
    cluster: () => {
      world = advanceWorld(world, nowMs);
      const cluster = world.clusters["shop"];
      if (cluster === undefined) throw new Error("the small world has one cluster, shop");
      return cluster;
    },
    nowMs: () => nowMs,
  };
}
