import { type FaultKind, type Faults, faultsOf, kindsOf } from "../faults/fault-kinds.ts";

/** What a run is made of, beside its seed: all of it can be made smaller. */
export interface RunShape {
  readonly faults: Faults;
  readonly clusters: number;
  readonly hours: number;
}

const LEAST_HOURS = 0.25;

/**
 * The smallest run that is still broken in the same way: shorter, with fewer clusters, with fewer kinds
 * of faults. `isBroken` runs it and says whether it is.
 */
export async function shrink(
  whole: RunShape,
  isBroken: (shape: RunShape) => Promise<boolean>,
): Promise<RunShape> {
  let smallest = whole;
  for (;;) {
    const smaller = await firstBroken(smallerShapes(smallest), isBroken);
    if (smaller === undefined) return smallest;
    smallest = smaller;
  }
}

async function firstBroken(
  shapes: readonly RunShape[],
  isBroken: (shape: RunShape) => Promise<boolean>,
): Promise<RunShape | undefined> {
  for (const shape of shapes) if (await isBroken(shape)) return shape;
  return undefined;
}

/** The boldest first. */
function smallerShapes(shape: RunShape): readonly RunShape[] {
  const { clusters, hours, faults } = shape;
  const fewer = clusters > 1 ? [1, Math.floor(clusters / 2), clusters - 1] : [];
  const shorter = [hours / 2, hours - LEAST_HOURS].filter((less) => less >= LEAST_HOURS);
  return [
    ...[...new Set(fewer)].map((count) => ({ ...shape, clusters: count })),
    ...[...new Set(shorter)].map((less) => ({ ...shape, hours: less })),
    ...kindsOf(faults).map((kind) => ({ ...shape, faults: without(faults, kind) })),
  ];
}

function without(faults: Faults, kind: FaultKind): Faults {
  return faultsOf((each) => (each === kind ? 0 : faults[each]));
}
