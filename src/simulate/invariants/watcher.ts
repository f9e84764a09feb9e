/**
 * Watches a simulation with every invariant. Owns the first violation: what comes after it is not
 * looked at any more.
 */
import type { Happening } from "../happening.ts";
import type { Invariant, Watch } from "./invariant.ts";
import type { Scene } from "./scene.ts";

export interface Violation {
  /** Of the invariant, or `checker` where a look at everything found what no look at a change did. */
  readonly id: string;
  readonly words: string;
}

export class Watcher {
  readonly #scene: Scene;
  readonly #watches: readonly (readonly [Invariant, Watch])[];
  #found: Violation | undefined;

  constructor(scene: Scene, invariants: readonly Invariant[]) {
    this.#scene = scene;
    this.#watches = invariants.map((invariant) => [invariant, invariant.watch(scene)]);
  }

  get violation(): Violation | undefined {
    return this.#found;
  }

  take(happening: Happening): void {
    if (this.#found !== undefined) return;
    this.#scene.take(happening);
    for (const [{ id }, watch] of this.#watches) {
      const words = watch.take(happening);
      if (words !== undefined) {
        this.#found = { id, words };
        return;
      }
    }
  }

  /** Looks at everything; it must say the same as all the looks at changes have said. */
  checkAll(): void {
    if (this.#found !== undefined) return;
    for (const [{ id }, watch] of this.#watches) {
      const words = watch.full();
      if (words !== undefined) {
        this.#found = { id: "checker", words: `only a full look at ${id} found: ${words}` };
        return;
      }
    }
  }
}
