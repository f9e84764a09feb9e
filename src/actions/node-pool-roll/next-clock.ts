import { type Drain, partOf } from "./drain.ts";
import type { RollInput } from "./input.ts";
import type { DrainClock } from "./memo.ts";

/** The clock of a drain after this look; what is asked for now counts as asked. */
export function nextClock(
  drain: Drain,
  removalIsAsked: boolean,
  { detachTimeoutMs, removeTimeoutMs }: RollInput,
  nowMs: number,
): DrainClock {
  const { sinceMs: s, removalAskedAtMs, afterDrainSinceMs } = drain;
  const r = removalIsAsked ? nowMs : removalAskedAtMs;
  const known = afterDrainSinceMs ?? nowMs;
  const begunMs = removalAskedAtMs === undefined && removalIsAsked ? nowMs : known;
  const isTimed =
    r === undefined
      ? detachTimeoutMs !== undefined && partOf(drain) === "detaching"
      : removeTimeoutMs !== undefined;
  // Rounded up: a part never seems to have begun before it did.
  const t = isTimed ? Math.ceil((begunMs - s) / 1_000) : undefined;
  return { s, ...(r !== undefined && { r }), ...(t !== undefined && { t }) };
}
