import { checkWorkflow } from "../plan/workflow/check-workflow.ts";
import { inOrder } from "../spec/problem.ts";
import { renderProblems } from "../spec/render-problems.ts";
import { plannedOnly } from "./planned-only.ts";
import type { PackOptions } from "./pack/packs-here.ts";
import type { AnyDocument, FileDocument } from "./read-files.ts";
import { RefusedFiles } from "./user-error.ts";

/** Holds the workflows of the files against what is installed and what stands beside them. Throws `RefusedFiles` with everything that is wrong; gives warnings. */
export async function checkWorkflows(
  documents: readonly FileDocument<AnyDocument>[],
  options: PackOptions,
): Promise<readonly string[]> {
  const given = documents.flatMap(({ document, problem }) =>
    document.kind === "Workflow" ? [{ workflow: document, problem }] : [],
  );
  // What is installed is only looked for when there is something to hold against it.
  if (given.length === 0) return [];
  const { planningHere } = await import("./pack/packs-here.ts");
  const { actions, workflows: installed } = await planningHere(options);
  const named = given.map(({ workflow }) => [workflow.metadata.name, workflow] as const);
  const workflows = new Map([...installed, ...named]);
  const problems = given.flatMap(({ workflow, problem }) =>
    inOrder(checkWorkflow(workflow, { actions, workflows }).map(problem)),
  );
  if (problems.length > 0) throw new RefusedFiles(renderProblems(problems));
  return given.flatMap((each) => plannedOnly(each, actions));
}
