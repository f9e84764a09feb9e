import type { Action } from "../actions/action.ts";
import type { PinnedPacks } from "../actions/pinned-actions.ts";
import type { Connect } from "../ports/connect.ts";
import type { NotifyPort } from "../ports/notify-port.ts";
import type { RecordPort } from "../ports/record-port.ts";
import type { LookAtReadiness } from "./readiness.ts";

/** What the objects need from the outside, beside the host that runs them. */
export interface HostServices {
  readonly records: RecordPort;
  readonly connect: Connect;
  readonly notify: NotifyPort;
  /** By the name that steps use. */
  readonly actions: ReadonlyMap<string, Action>;
  /** Those of packs, by what a plan pins; left out, there are none. */
  readonly packs?: PinnedPacks;
  /** Looks at clusters before an approval lets them start; left out, approvals are taken without. */
  readonly readiness?: LookAtReadiness;
  /** What actions time their own calls by; the system's clock when left out. */
  readonly stopwatch?: () => number;
}
