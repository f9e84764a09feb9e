import { sha256 } from "../model/hash.ts";
import { seededRandom } from "./seeded-random.ts";

/** Chance of one kind, drawn from its own stream. */
export interface Chance {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** True with this probability. */
  happens(probability: number): boolean;
  /** A whole number between two bounds, both included. */
  whole(least: number, most: number): number;
  /** Milliseconds between two bounds, in whole seconds. */
  ms(leastMs: number, mostMs: number): number;
  /** One of the list, each as likely; throws for an empty one. */
  one<T>(of: readonly T[]): T;
  /** One of the list, as likely as its weight. */
  weighted<T>(of: readonly (readonly [T, number])[]): T;
}

/**
 * A stream of chance for each name that is asked for, all from one seed. What one stream is asked
 * changes no other: with one kind of fault turned off, the others strike as they did.
 */
export function chanceOf(seed: number, ...name: readonly (string | number)[]): Chance {
  const random = seededRandom(Number.parseInt(sha256([seed, ...name].join("/")).slice(0, 8), 16));
  const whole = (least: number, most: number): number =>
    least + Math.floor(random() * (most - least + 1));
  return {
    next: random,
    // Drawn even when it cannot happen, so that a rate does not shift what is drawn after it.
    happens: (probability) => random() < probability,
    whole,
    ms: (leastMs, mostMs) => whole(Math.ceil(leastMs / 1_000), Math.floor(mostMs / 1_000)) * 1_000,
    one: (of) => {
      const chosen = of[whole(0, of.length - 1)];
      if (chosen === undefined) throw new RangeError("nothing to choose from");
      return chosen;
    },
    weighted: (of) => {
      let left = random() * of.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of of) {
        left -= weight;
        if (left < 0) return value;
      }
      throw new RangeError("nothing to choose from");
    },
  };
}
