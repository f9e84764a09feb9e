import type { LoadPlan } from "../host/load-plan.ts";
import type { PackStore } from "../packs/pack-store.ts";
import type { Clock } from "../platform/clock.ts";
import type { HostPort } from "../ports/host-port.ts";
import type { DriftView } from "./drift/drift-round.ts";
import type { RecordDenial } from "./access/record-denial.ts";
import type { Planner } from "./planner.ts";
import type { ReadSide } from "./read-side.ts";
import type { TailedRecords } from "./record-tail.ts";

/** What the routes stand on. They hold no state of their own. */
export interface Core {
  readonly records: TailedRecords;
  readonly host: Pick<HostPort, "call">;
  readonly readSide: ReadSide;
  readonly loadPlan: LoadPlan;
  readonly planner: Planner;
  readonly packs: PackStore;
  /** The user whose socket it is: who asks without a token. */
  readonly owner: string;
  readonly recordDenial: RecordDenial;
  /** What the clusters of fleets with a desired version were last found to be. */
  readonly drift: () => readonly DriftView[];
  readonly clock: Clock;
  readonly about: { readonly version: string; readonly pid: number; readonly dataDir: string };
  /** Aborted when the server closes: streams end. */
  readonly closing: AbortSignal;
}
