import type { Event } from "../../src/model/event.ts";

/** Where a rollout is run and killed: a simulated fleet, or a real cluster. */
export interface Field {
  readonly rollout: string;
  /** Real seconds between two kills, at least and at most. */
  readonly rest: readonly [number, number];
  /** How long the whole may take, in real seconds. */
  readonly limitSeconds: number;
  /** Prepares the clusters; what it returns ends them. */
  prepare(dataDir: string): Promise<() => Promise<void>>;
  /** Arguments of `fleetlift up`. */
  readonly upArgs: readonly string[];
  /** What `fleetlift apply -f` is given. */
  files(dataDir: string): readonly string[];
  /** What people do meanwhile, by what is recorded; called again and again while fleetlift is up. It may fail, and is called again. */
  attend?(dataDir: string, events: readonly Event[]): void;
  /** Whether it is over; when the rollout has ended, left out. */
  isOver?(events: readonly Event[]): boolean;
  /** What was done to the clusters, read from them; called while fleetlift is up and the rollout has ended. */
  consequences(dataDir: string, events: readonly Event[]): Promise<Consequences>;
}

export interface Consequences {
  /** What must be the same whatever is killed, by cluster. */
  readonly same: Readonly<Record<string, unknown>>;
  /** What was asked twice and had no second consequence. */
  readonly repeats: number;
  /** What must never be, in words. */
  readonly wrongs: readonly string[];
}
