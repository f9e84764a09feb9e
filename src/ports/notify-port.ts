import type { Audience } from "../model/messaging.ts";

export interface Notice {
  /** Begins with the rollout's name and `/`. The same notice again has the same key; a channel that can, drops the second. */
  readonly key: string;
  readonly audience: Audience;
  /** Where to, as the fleet's contacts say; empty when nobody is named. */
  readonly to: string;
  readonly text: string;
  readonly atMs: number;
  /** Which cluster it is about; left out, the rollout itself. */
  readonly cluster?: string;
}

/** Tells people. Idempotent by the notice's key as far as the channel can; throws `PortError` when it could not be handed over. */
export interface NotifyPort {
  notify(notice: Notice): Promise<void>;
}
