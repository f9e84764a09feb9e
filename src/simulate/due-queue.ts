/** Something that is to happen at a time. */
export interface Due {
  readonly ms: number;
  /** Order among those of the same time: the smaller first. */
  readonly tie: number;
  readonly run: () => void;
}

/**
 * What is due when: a binary heap, since with ten thousand clusters tens of thousands of things are
 * due at some time. Owns its entries; what was taken back stays in it until its turn comes.
 */
export class DueQueue {
  readonly #heap: (Due & { isTakenBack: boolean })[] = [];

  /** Returns how to take it back. */
  put(due: Due): () => void {
    const entry = { ...due, isTakenBack: false };
    this.#heap.push(entry);
    this.#rise(this.#heap.length - 1);
    return () => {
      entry.isTakenBack = true;
    };
  }

  /** The one that is next, which stays. */
  next(): Due | undefined {
    while (this.#heap[0]?.isTakenBack === true) this.#takeFirst();
    return this.#heap[0];
  }

  /** The one that is next, which goes. */
  take(): Due | undefined {
    const next = this.next();
    if (next !== undefined) this.#takeFirst();
    return next;
  }

  #takeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink();
  }

  #rise(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (!this.#swapIfEarlier(at, parent)) return;
      at = parent;
    }
  }

  #sink(): void {
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const [one, other] = [this.#heap[left], this.#heap[left + 1]];
      if (one === undefined) return;
      const earlier = other !== undefined && isEarlier(other, one) ? left + 1 : left;
      if (!this.#swapIfEarlier(earlier, at)) return;
      at = earlier;
    }
  }

  /** Lets the entry below and the one above change places when the one below is due earlier. */
  #swapIfEarlier(below: number, above: number): boolean {
    const [lower, upper] = [this.#heap[below], this.#heap[above]];
    if (lower === undefined || upper === undefined || !isEarlier(lower, upper)) return false;
    this.#heap[below] = upper;
    this.#heap[above] = lower;
    return true;
  }
}

function isEarlier(one: Due, other: Due): boolean {
  return one.ms === other.ms ? one.tie < other.tie : one.ms < other.ms;
}
