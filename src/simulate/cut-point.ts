/**
 * Whose effect is running now. A port that is called from inside an effect passes cut points of its
 * own through this, so that a handling can be lost between a request and its answer, and between
 * two requests of one effect; and whoever watches the world can say for whom a request was made.
 */
import { AsyncLocalStorage } from "node:async_hooks";

/** The try at a message that an effect belongs to. */
export interface CutPlace {
  readonly object: string;
  readonly key: string;
  /** Hangs for ever when the try is cut off at this point, or was before; nothing to wait for otherwise. */
  passes(label: string): Promise<void> | undefined;
}

const running = new AsyncLocalStorage<CutPlace>();

/** Runs an effect in the name of its try. */
export function runFor<T>(place: CutPlace, run: () => Promise<T>): Promise<T> {
  return running.run(place, run);
}

/** The try whose effect runs now; undefined outside of effects. */
export function runningFor(): CutPlace | undefined {
  return running.getStore();
}
