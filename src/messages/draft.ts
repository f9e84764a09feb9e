import type { Audience, Topic } from "../model/messaging.ts";
import type { Form } from "./forms.ts";
import type { Severity } from "./message.ts";

/** One event as one audience is told of it, before it is known whether others are told with it. */
export interface Draft {
  /** `STREAM#SEQ`. */
  readonly event: string;
  readonly atMs: number;
  readonly audience: Audience;
  readonly topic: Topic;
  readonly form: Form;
  readonly severity: Severity;
  readonly needsPerson: boolean;
  readonly rollout: string;
  readonly stage: string;
  /** Which versions are gone to, like `Kubernetes 1.36`. */
  readonly target: string;
  readonly clusters: readonly string[];
  /** The event's own words, or those of a notice. */
  readonly reason: string;
  /** Who made it happen. */
  readonly who: string;
  readonly untilMs?: number;
  readonly incident?: { readonly key: string; readonly over: boolean };
  /** What was told under this key is not told again. */
  readonly once?: string;
}

/** A draft on its way by one channel. */
export interface RoutedDraft extends Draft {
  /** Of `clusters`, which is cut off where there are very many. */
  readonly clusterCount: number;
  /** A room or an address in place of the channel's own. */
  readonly to?: string;
}
