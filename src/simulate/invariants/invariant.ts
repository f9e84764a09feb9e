import type { Happening } from "../happening.ts";
import type { Scene } from "./scene.ts";

/** One of the promises that hold at every moment, whatever is killed and whatever goes wrong. */
export interface Invariant {
  /** As the design numbers it, like `I4`. */
  readonly id: string;
  readonly says: string;
  watch(scene: Scene): Watch;
}

/** An invariant's eye on one simulation. It keeps what it needs of the past. */
export interface Watch {
  /** Looks at what has just happened, and at that only: in words what is broken, undefined when it holds. */
  take(happening: Happening): string | undefined;
  /** Looks at everything there is, from nothing but the truth: finds what `take` should have found. */
  full(): string | undefined;
}
