import { ADDON_WORLD_START_MS, addonWorld } from "./addon-world.fixture.ts";
import { ask } from "./ask.ts";
import type { Answered, Answers, RequestKind, Requests } from "./requests.ts";
import { SMALL_WORLD_START_MS, smallWorld } from "./small-world.fixture.ts";
import type { ClusterState, WorldState } from "./world-state.ts";
import { advanceWorld } from "./world-status.ts";

/** The cluster of a small world in a test's hands: asked at once, and time passes only when told. */
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

export const playSmallWorld = (faults: readonly object[] = []): PlayedWorld =>
  play(smallWorld(faults), SMALL_WORLD_START_MS);

export const playAddonWorld = (faults: readonly object[] = []): PlayedWorld =>
  play(addonWorld(faults), ADDON_WORLD_START_MS);

function play(start: WorldState, startMs: number): PlayedWorld {
  let world = start;
  let nowMs = startMs;
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
      if (cluster === undefined) throw new Error("each of these worlds has one cluster, shop");
      return cluster;
    },
    nowMs: () => nowMs,
  };
}
