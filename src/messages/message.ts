import type { Audience, Topic } from "../model/messaging.ts";

export type Severity = "info" | "warning" | "critical";

/** A line of what, which, when: a label and its value, for channels that show fields. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** Something to be told to an audience, in words and in parts: what every channel is handed. */
export interface Message {
  /** The same whenever this message is made again; letters, digits and `_` only. */
  readonly id: string;
  readonly audience: Audience;
  readonly topic: Topic;
  readonly severity: Severity;
  /** Somebody has to act. */
  readonly needsPerson: boolean;
  /** What belongs together: the rollout's name; empty for what belongs to none. */
  readonly thread: string;
  /** A trouble that begins, or is over, for channels that keep one entry for each. */
  readonly incident?: { readonly key: string; readonly over: boolean };
  readonly title: string;
  readonly text: string;
  readonly facts: readonly Fact[];
  readonly rollout: string;
  /** By name, at most as many as the channel lists. */
  readonly clusters: readonly string[];
  /** How many there are in all. */
  readonly clusterCount: number;
  /** When the first of its events happened, in epoch milliseconds. */
  readonly atMs: number;
  /** How many events it tells of. */
  readonly count: number;
  /** Of these events, as `STREAM#SEQ`; at most a hundred. */
  readonly events: readonly string[];
  /** A room or an address in place of the channel's own, as a contact says. */
  readonly to?: string;
}
