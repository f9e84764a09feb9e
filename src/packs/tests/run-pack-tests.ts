import type { ScriptTools } from "../../actions/scripted/script-tools.ts";
import { planWithPacks } from "../plan-with-packs.ts";
import type { Pack, PackPart } from "../read-pack.ts";
import type { PackTestDocument } from "../../model/pack-test.ts";
import { runActionTest } from "./run-action-test.ts";
import { runCheckTest } from "./run-check-test.ts";
import { runPlanTest } from "./run-plan-test.ts";
import type { PackTestResult } from "./test-result.ts";

/** Runs the tests of a pack, file by file, in the order in which they are written. `others` are the packs that it stands beside. */
export async function* runPackTests(
  pack: Pack,
  others: readonly Pack[],
  tools: ScriptTools,
): AsyncGenerator<PackTestResult> {
  const beside = others.filter(({ name }) => name !== pack.name);
  const installed = planWithPacks([...beside, pack], tools);
  for (const part of pack.tests) {
    const { plans = [], actions = [], checks = [] } = part.document.spec;
    for (const [index, test] of plans.entries()) {
      const failures = runPlanTest(pack, test, installed);
      yield { kind: "plan", title: test.title, place: placeOf(part, "plans", index), failures };
    }
    for (const [index, test] of actions.entries()) {
      const failures = await runActionTest(pack, test, tools);
      yield { kind: "action", title: test.title, place: placeOf(part, "actions", index), failures };
    }
    for (const [index, test] of checks.entries()) {
      const failures = runCheckTest(pack, test);
      yield { kind: "check", title: test.title, place: placeOf(part, "checks", index), failures };
    }
  }
}

function placeOf(part: PackPart<PackTestDocument>, list: string, index: number): string {
  const { file, line } = part.problem({ path: ["spec", list, index], on: "value", message: "" });
  return `${file}:${line}`;
}
