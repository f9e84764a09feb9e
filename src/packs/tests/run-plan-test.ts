import type { PlanTest } from "../../model/pack-test.ts";
import { nodeSettings } from "../../plan/node-settings.ts";
import { callInputs } from "../../plan/workflow/call-inputs.ts";
import { checkWorkflow } from "../../plan/workflow/check-workflow.ts";
import { expandWorkflow } from "../../plan/workflow/expand-workflow.ts";
import type { Installed } from "../../plan/workflow/scope.ts";
import { nearest } from "../../spec/nearest.ts";
import { formatPath } from "../../spec/problem.ts";
import { packWorkflows } from "../pack-workflows.ts";
import type { Pack } from "../read-pack.ts";

/** Expands a workflow as planning would, and holds its steps against those that are expected. */
export function runPlanTest(pack: Pack, test: PlanTest, installed: Installed): readonly string[] {
  const workflows = packWorkflows(pack);
  const workflow = workflows.find(({ metadata }) => metadata.name === test.workflow);
  if (workflow === undefined) {
    const names = workflows.map(({ metadata }) => metadata.name);
    const meant = nearest(test.workflow, names);
    const help = meant === undefined ? `there are: ${names.join(", ")}` : `did you mean ${meant}?`;
    return [`the pack has no workflow ${test.workflow}; ${help}`];
  }
  const wrong = checkWorkflow(workflow, installed);
  if (wrong.length > 0) return wrong.map(({ path, message }) => `${formatPath(path)}: ${message}`);
  const given = callInputs(
    workflow,
    test.with ?? {},
    (expression) => ({ kind: "fault", fault: `${expression} is known when a plan is made` }),
    ["with"],
  );
  const faults = given.complaints.map(({ path, message }) => `${formatPath(path)}: ${message}`);
  if (faults.length > 0) return faults;
  const { hops = [], provider = "world" } = test;
  const variables = {
    rollout: { name: "test" },
    fleet: { name: "test" },
    inputs: given.known,
    hops: hops.map((hop, index) => ({ ...hop, number: index + 1 })),
    nodes: { ...nodeSettings(), ...test.nodes },
    target: {
      kubernetes: hops.findLast(({ component }) => component === "control-plane")?.to ?? "",
    },
    provider,
  };
  const made = expandWorkflow(workflow, variables, installed);
  if ("complaints" in made) {
    return made.complaints.map(({ path, message }) => `${formatPath(path)}: ${message}`);
  }
  return differences(
    test.steps,
    made.steps.map(({ id, uses }) => ({ id, uses })),
  );
}

/** A step is expected by its id, or by its id and its action. */
function differences(
  expected: readonly string[],
  made: readonly { readonly id: string; readonly uses: string }[],
): readonly string[] {
  const words = made.map(({ id, uses }, index) =>
    expected[index]?.includes(":") === true ? `${id}: ${uses}` : id,
  );
  const isSame =
    words.length === expected.length && words.every((word, at) => word === expected[at]);
  if (isSame) return [];
  const lines = Array.from({ length: Math.max(words.length, expected.length) }, (_, index) => {
    const [is, should] = [words[index], expected[index]];
    if (is === should) return [`    ${is}`];
    return [
      ...(should === undefined ? [] : [`  - ${should}`]),
      ...(is === undefined ? [] : [`  + ${is}`]),
    ];
  });
  return ["the steps are others (- expected, + made):", ...lines.flat()];
}
