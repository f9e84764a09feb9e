/**
 * Job: brings applied documents into force. A fleet is stored. A rollout is planned against what
 * its clusters are now, stored, given its plan, and started or stopped as its `state` says.
 * Every part is idempotent: an apply that was cut off anywhere is finished by the next one.
 */
import type { Json } from "../model/data.ts";
import { fleetSchema, type Fleet } from "../model/fleet.ts";
import { canonicalJson, shortHash } from "../model/hash.ts";
import type { RolloutDocument } from "../model/rollout.ts";
import type { RolloutPhase } from "../model/rollout-state.ts";
import type { PlanProblem } from "../plan/make-plan.ts";
import { formatPath } from "../spec/problem.ts";
import { resolveFleet } from "../spec/resolve-fleet.ts";
import type { Core } from "./core.ts";
import { storeDocument, unknownName } from "./documents.ts";
import { keepSnapshot } from "./observations.ts";
import { orderRollout } from "./order-rollout.ts";
import { Refusal } from "./problem.ts";
import { keepPlan } from "./plan-store.ts";
import { tellRollouts } from "./tell-rollouts.ts";

/** What came of one document. */
export interface Applied {
  readonly kind: "Messaging" | "Fleet" | "Rollout";
  readonly name: string;
  /** In words, in the order in which it happened. */
  readonly said: readonly string[];
  /** Of a rollout: the plan that was made, or that it has. */
  readonly plan?: string;
}

export interface ApplyRollout {
  readonly document: RolloutDocument;
  /** As it was sent: what is stored. */
  readonly written: Json;
  readonly actor: string;
  /** Id of the request that brought it, for the record. */
  readonly request?: string;
  /** Never start or stop anything, whatever the document's state says. */
  readonly planOnly: boolean;
}

export async function applyFleet(
  core: Core,
  name: string,
  written: Json,
  actor: string,
): Promise<Applied> {
  const changed = await storeDocument(core.records, "Fleet", name, written);
  await tellRollouts(core, await fleetOf(core, name), changed, actor);
  return { kind: "Fleet", name, said: [`fleet ${name} ${changed ? "is stored" : "is unchanged"}`] };
}

export async function applyRollout(core: Core, apply: ApplyRollout): Promise<Applied> {
  const { name } = apply.document.metadata;
  const current = (await core.readSide.upToDate()).rollout(name)?.view();
  if (current !== undefined && isAtWork(current.phase) && (await isSameWork(core, apply))) {
    await storeDocument(core.records, "Rollout", name, apply.written);
    const said = await followState(core, apply, current.phase);
    return { kind: "Rollout", name, plan: current.plan, said };
  }
  const plan = await planAnew(core, apply, current?.plan);
  if (apply.planOnly && current !== undefined && current.phase !== "planned") {
    // A look at what would be done must not change what a retry does.
    const kept = `rollout ${name} has begun and keeps plan ${shortHash(current.plan)}; fleetlift apply gives it this one`;
    return { kind: "Rollout", name, plan, said: [kept] };
  }
  const { actor, request } = apply;
  const taken = await orderRollout(core, name, { kind: "create", plan, actor, request });
  await storeDocument(core.records, "Rollout", name, apply.written);
  const said = [taken, ...(await followState(core, apply, "planned"))];
  return { kind: "Rollout", name, plan, said };
}

/** The plan that it has is kept, so that applying twice does not begin anew. */
function isAtWork(phase: RolloutPhase): boolean {
  return phase === "running" || phase === "stopped" || phase === "cancelling";
}

/** Whether only the `state` differs from what was applied before. */
async function isSameWork(core: Core, { document, written }: ApplyRollout): Promise<boolean> {
  const before = await core.records.getDocument("Rollout", document.metadata.name);
  return before !== undefined && stateless(JSON.parse(before.json)) === stateless(written);
}

function stateless(written: unknown): string {
  // A rollout that was read: its spec is an object.
  const { spec, ...rest } = written as { readonly spec: Readonly<Record<string, unknown>> };
  const { state: _, ...others } = spec;
  return canonicalJson({ ...rest, spec: others });
}

/** Looks at the clusters, plans, and keeps both. */
async function planAnew(
  core: Core,
  { document }: ApplyRollout,
  current: string | undefined,
): Promise<string> {
  const fleet = await fleetOf(core, document.spec.fleet);
  const before =
    current === undefined
      ? undefined
      : { hash: current, parent: (await core.loadPlan(current)).parent };
  const made = await core.planner.plan(fleet, document, before);
  if (made.kind === "refused") throw notPlanned(document.metadata.name, made.problems);
  for (const snapshot of made.snapshots) await keepSnapshot(core.records, fleet.name, snapshot);
  return await keepPlan(core.records, made.plan, core.clock.nowMs());
}

function notPlanned(name: string, problems: readonly PlanProblem[]): Refusal {
  const errors = problems.map(({ complaint, ...of }) => ({
    document: `${of.document} ${of.name}`,
    path: formatPath(complaint.path),
    detail: complaint.message,
  }));
  return new Refusal(400, `rollout ${name} cannot be planned`, "", errors);
}

export async function fleetOf(core: Core, name: string): Promise<Fleet> {
  const stored = await core.records.getDocument("Fleet", name);
  if (stored === undefined) throw await unknownName(core.records, "Fleet", name);
  return resolveFleet(fleetSchema.parse(JSON.parse(stored.json)));
}

async function followState(
  core: Core,
  { document, actor, request, planOnly }: ApplyRollout,
  phase: RolloutPhase,
): Promise<readonly string[]> {
  const { name } = document.metadata;
  const reason = "its document says so";
  if (planOnly) return [];
  switch (document.spec.state ?? "Initialize") {
    case "Initialize":
      return phase === "planned" ? [`it is not started yet: fleetlift start ${name}`] : [];
    case "Run":
      return [await orderRollout(core, name, { kind: "run", actor, reason, request })];
    case "Stop":
      return phase === "running"
        ? [await orderRollout(core, name, { kind: "stop", actor, reason, request })]
        : [];
  }
}
