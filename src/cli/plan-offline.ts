import { createConnect } from "../drivers/connect.ts";
import type { Fleet } from "../model/fleet.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { snapshotOf } from "../model/snapshot-document.ts";
import type { Workflow } from "../model/workflow.ts";
import type { Planning } from "../packs/plan-with-packs.ts";
import type { PlanProblem } from "../plan/make-plan.ts";
import type { Clock } from "../platform/clock.ts";
import type { Connect } from "../ports/connect.ts";
import { outsidesOf } from "../server/outsides.ts";
import { openPlanner, type MadePlan } from "../server/planner.ts";
import { formatPath, inOrder, type Problem } from "../spec/problem.ts";
import { renderProblems } from "../spec/render-problems.ts";
import { resolveFleet } from "../spec/resolve-fleet.ts";
import { exitCodes } from "./exit-codes.ts";
import { givenPlanning } from "./given-planning.ts";
import type { FileDocument } from "./read-files.ts";
import { RefusedFiles, UserError } from "./user-error.ts";

/**
 * Plans the rollouts of the files in this process: the same planner as the server's, and nothing is kept.
 * `connect` leads to other clusters than those outside.
 */
export async function planOffline(
  documents: readonly FileDocument[],
  planning: Planning,
  dataDir: string,
  clock: Clock,
  connect: Connect = createConnect(outsidesOf(dataDir, clock)),
): Promise<readonly MadePlan[]> {
  const planner = openPlanner({
    connect,
    clock,
    given: givenSnapshots(documents),
    ...planning,
    strategies: new Map([...planning.strategies, ...givenWorkflows(documents)]),
    workflows: new Map([...planning.workflows, ...givenNamed(documents)]),
    ...givenPlanning(documents),
  });
  const fleets = fleetsOf(documents);
  const plans: MadePlan[] = [];
  const problems: Problem[] = [];
  for (const each of documents) {
    if (each.document.kind !== "Rollout") continue;
    const { fleet: name } = each.document.spec;
    const fleet = fleets.get(name);
    if (fleet === undefined) throw noFleet(name);
    const made = await planner.plan(fleet, each.document);
    if (made.kind === "planned") plans.push(made);
    else problems.push(...made.problems.map((problem) => placed(problem, each, documents)));
  }
  if (problems.length > 0) throw new RefusedFiles(renderProblems(inOrder(problems)));
  return plans;
}

/** The snapshots in the files, by cluster: what they are about is not looked at. */
export function givenSnapshots(documents: readonly FileDocument[]): ReadonlyMap<string, Snapshot> {
  const snapshots = documents.flatMap(({ document }) =>
    document.kind === "Snapshot" ? [snapshotOf(document)] : [],
  );
  return new Map(snapshots.map((snapshot) => [snapshot.cluster, snapshot]));
}

/** The fleets in the files, by name. */
export function fleetsOf(documents: readonly FileDocument[]): ReadonlyMap<string, Fleet> {
  const fleets = documents.flatMap(({ document }) =>
    document.kind === "Fleet" ? [resolveFleet(document)] : [],
  );
  return new Map(fleets.map((fleet) => [fleet.name, fleet]));
}

function noFleet(name: string): UserError {
  return new UserError(
    `fleet ${name} is in none of these files`,
    "without a server the fleet's file is needed too: -f FLEET.yaml -f ROLLOUT.yaml",
    exitCodes.wrongInput,
  );
}

/** The workflows in the files, by the strategy that each is of: they stand in place of the bundled ones. */
function givenWorkflows(documents: readonly FileDocument[]): ReadonlyMap<string, Workflow> {
  const workflows = documents.flatMap(({ document }) =>
    document.kind === "Workflow" ? [document] : [],
  );
  return new Map(
    workflows.flatMap((workflow) => {
      const { strategy } = workflow.spec;
      return strategy === undefined ? [] : [[strategy, workflow] as const];
    }),
  );
}

/** Those that are used by their names. */
function givenNamed(documents: readonly FileDocument[]): ReadonlyMap<string, Workflow> {
  return new Map(
    documents.flatMap(({ document }) =>
      document.kind === "Workflow" && document.spec.strategy === undefined
        ? [[document.metadata.name, document] as const]
        : [],
    ),
  );
}

/** What is wrong with a document of the files is shown at its line; the rest by its name. */
function placed(
  { document, name, complaint }: PlanProblem,
  rollout: FileDocument,
  documents: readonly FileDocument[],
): Problem {
  const at =
    document === "Rollout"
      ? rollout
      : documents.find(
          (each) => each.document.kind === document && each.document.metadata.name === name,
        );
  if (at !== undefined) return at.problem(complaint);
  const path = formatPath(complaint.path);
  return { file: `${document} ${name}`, line: 1, column: 1, path, message: complaint.message };
}
