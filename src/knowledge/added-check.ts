import type { MatchingRule } from "./risk-record.ts";

/** A question that somebody else brings (a pack), and that every cluster is asked whatever its way. */
export interface AddedCheck {
  /** `checks/PACK/NAME`. */
  readonly id: string;
  /** `PACK/NAME`: what is accepted. */
  readonly name: string;
  /** Who brings it, in words. */
  readonly from: string;
  /** The same object for as long as the check is known: what it asks is read once. */
  readonly rule: MatchingRule;
  readonly level: "Blocks" | "Will disturb" | "Needs a decision";
  readonly why: string;
  readonly help: string;
  readonly breaking: boolean;
  readonly url?: string;
}
