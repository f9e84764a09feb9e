import { planSchema, type Plan } from "../model/plan.ts";
import { PortError } from "../ports/port-error.ts";
import type { RecordPort } from "../ports/record-port.ts";

/** Plans kept in memory; they never change, so the oldest is simply dropped. */
const KEPT = 20;

export type LoadPlan = (hash: string) => Promise<Plan>;

/** Reads plans by their hash, each parsed once. A hash that nobody stored throws a terminal `PortError`. */
export function planLoader(records: RecordPort): LoadPlan {
  const kept = new Map<string, Plan>();
  return async (hash) => {
    const known = kept.get(hash);
    if (known !== undefined) return known;
    const json = await records.getBlob(hash);
    if (json === undefined) throw new PortError("terminal", `no plan ${hash} is stored`);
    const plan = planSchema.parse(JSON.parse(json));
    kept.set(hash, plan);
    const oldest = kept.keys().next().value;
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return plan;
  };
}
