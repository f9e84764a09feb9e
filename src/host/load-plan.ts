import { planSchema, type Plan } from "../model/plan.ts";
import { PortError } from "../ports/port-error.ts";
import type { RecordPort } from "../ports/record-port.ts";

/** So much text of plans is kept parsed in memory: hundreds of small ones, or a few of thousands of clusters. */
const MOST_KEPT = 32 * 1024 * 1024;

export type LoadPlan = (hash: string) => Promise<Plan>;

interface Kept {
  readonly plan: Plan;
  /** Of its JSON. */
  readonly length: number;
}

/**
 * Reads plans by their hash, each parsed once while it is in use: they never change, and who was not
 * asked for longest goes first. A hash that nobody stored throws a terminal `PortError`.
 */
export function planLoader(records: RecordPort, mostKept: number = MOST_KEPT): LoadPlan {
  const kept = new Map<string, Kept>();
  let length = 0;
  const keep = (hash: string, one: Kept): Plan => {
    kept.set(hash, one);
    length += one.length;
    for (const [oldest, { length: freed }] of kept) {
      if (length <= mostKept || oldest === hash) break;
      kept.delete(oldest);
      length -= freed;
    }
    return one.plan;
  };
  return async (hash) => {
    const known = kept.get(hash);
    if (known !== undefined) {
      // Behind all others.
      kept.delete(hash);
      kept.set(hash, known);
      return known.plan;
    }
    const json = await records.getBlob(hash);
    if (json === undefined) throw new PortError("terminal", `no plan ${hash} is stored`);
    const plan = planSchema.parse(JSON.parse(json));
    // Somebody else may have read it meanwhile.
    return kept.get(hash)?.plan ?? keep(hash, { plan, length: json.length });
  };
}
