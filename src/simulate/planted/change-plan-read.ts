import { canonicalJson } from "../../model/hash.ts";
import { planSchema, type Plan } from "../../model/plan.ts";
import type { RecordPort } from "../../ports/record-port.ts";

/** Records that give every plan back other than it was stored. */
export function changePlanRead(change: (plan: Plan) => Plan): (records: RecordPort) => RecordPort {
  return (records) => ({
    ...records,
    getBlob: async (hash) => {
      const json = await records.getBlob(hash);
      const plan = json === undefined ? undefined : planSchema.safeParse(JSON.parse(json));
      return plan?.success === true ? canonicalJson(change(plan.data)) : json;
    },
  });
}
