import { canonicalJson, shortHash } from "../model/hash.ts";
import type { Plan } from "../model/plan.ts";
import type { RecordPort } from "../ports/record-port.ts";
import { allDocuments } from "./documents.ts";
import { Refusal } from "./problem.ts";

/** A plan is a blob under its hash; what lists show of it is a document of this kind, named by the hash. */
const KIND = "PlanSummary";

/** A plan as lists show it. */
export interface PlanSummary {
  readonly hash: string;
  readonly rollout: string;
  readonly fleet: string;
  readonly clusters: number;
  readonly plannedAtMs: number;
}

/** Stores a plan and returns its hash. The same plan again keeps the time at which it was made first. */
export async function keepPlan(records: RecordPort, plan: Plan, nowMs: number): Promise<string> {
  const hash = await records.putBlob(canonicalJson(plan));
  if ((await records.getDocument(KIND, hash)) !== undefined) return hash;
  const { rollout, fleet, stages } = plan;
  const clusters = stages.reduce((sum, stage) => sum + stage.clusters.length, 0);
  const summary: PlanSummary = { hash, rollout, fleet, clusters, plannedAtMs: nowMs };
  await records.putDocument({ kind: KIND, name: hash, json: canonicalJson(summary) });
  return hash;
}

/** All plans, by hash. */
export async function planSummaries(records: RecordPort): Promise<readonly PlanSummary[]> {
  const documents = await allDocuments(records, KIND);
  // Written above, by this build or an earlier one with the same fields.
  return documents.map(({ json }) => JSON.parse(json) as PlanSummary);
}

/** The hash of the one plan that begins with these digits, as people type it. */
export async function fullHash(records: RecordPort, prefix: string): Promise<string> {
  const hashes = (await planSummaries(records))
    .map(({ hash }) => hash)
    .filter((hash) => hash.startsWith(prefix));
  const [only] = hashes;
  if (only !== undefined && hashes.length === 1) return only;
  throw only === undefined
    ? new Refusal(404, `there is no plan ${prefix}`, "see them with: fleetlift get plans")
    : new Refusal(
        404,
        `${hashes.length} plans begin with ${prefix}`,
        `write more of it: ${hashes.slice(0, 5).map(shortHash).join(", ")}`,
      );
}
