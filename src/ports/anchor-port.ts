import type { Anchor } from "../audit/anchor.ts";

/** A place outside where anchors are kept: whoever can change the records must not be able to change it. */
export interface AnchorPort {
  /** For messages: `file /mnt/audit/anchors.jsonl`. */
  readonly name: string;
  /**
   * Keeps anchors, in their order. Idempotent by an anchor's `seq` as far as the place can; one that
   * is there with other content throws a terminal `PortError`. Throws `PortError` when it could not
   * be handed over; then some of them may have been kept.
   */
  publish(anchors: readonly Anchor[]): Promise<void>;
}
