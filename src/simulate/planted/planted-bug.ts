import type { Seams } from "../seams.ts";

/** A mistake that production could have made; the invariant of this id must be the first to notice it. */
export interface PlantedBug {
  readonly id: string;
  /** What is wrong, as one would find it written in a review. */
  readonly says: string;
  /** Made anew for each run. */
  readonly plant: () => Seams;
}
