import { PortError } from "../../ports/port-error.ts";

/** What our own calls were like. */
export interface Calls {
  readonly tookMs: readonly number[];
  readonly failures: readonly string[];
}

export type Answered<Value> =
  | { readonly kind: "answered"; readonly value: Value }
  | { readonly kind: "failed"; readonly why: string };

/** Makes calls and notes how long each took, or that it failed: the API as it is to whoever uses it. */
export class TimedCalls {
  readonly #stopwatch: () => number;
  readonly #tookMs: number[] = [];
  readonly #failures: string[] = [];

  constructor(stopwatch: () => number) {
    this.#stopwatch = stopwatch;
  }

  get calls(): Calls {
    return { tookMs: this.#tookMs, failures: this.#failures };
  }

  async ask<Value>(run: () => Promise<Value>): Promise<Answered<Value>> {
    const beganMs = this.#stopwatch();
    try {
      const value = await run();
      this.#tookMs.push(this.#stopwatch() - beganMs);
      return { kind: "answered", value };
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      this.#failures.push(error.message);
      return { kind: "failed", why: error.message };
    }
  }
}
