import type { Violation } from "../../src/simulate/invariants/watcher.ts";

/** Seeds for one process: every `step`th from `from` on, up to and without `until`. */
export interface SeedRange {
  readonly from: number;
  readonly step: number;
  /** Left out, without end. */
  readonly until?: number | undefined;
  /** As `parseFaults` reads them. */
  readonly faults: string;
  /** The id of a planted bug. */
  readonly bug?: string | undefined;
}

/** What came of one seed. */
export interface SeedRun {
  readonly seed: number;
  readonly clusters: number;
  readonly hours: number;
  readonly ticks: number;
  readonly lastedMs: number;
  readonly violation?: Violation | undefined;
}
