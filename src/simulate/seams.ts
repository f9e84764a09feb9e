import type { Action } from "../actions/action.ts";
import type { Plan } from "../model/plan.ts";
import type { Connect } from "../ports/connect.ts";
import type { HostObject } from "../ports/host-port.ts";
import type { RecordPort } from "../ports/record-port.ts";

/** Where a simulation can be given something else than production's: each wraps what stands there. */
export interface Seams {
  /** Between the faults and the cluster. */
  readonly connect?: (connect: Connect) => Connect;
  /** As the host's objects see it. */
  readonly records?: (records: RecordPort) => RecordPort;
  readonly object?: (object: HostObject) => HostObject;
  readonly action?: (action: Action) => Action;
  /** Before it is stored and named by its hash. */
  readonly plan?: (plan: Plan) => Plan;
}
