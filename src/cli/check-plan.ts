import type { Plan } from "../model/plan.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { isAsBad, type BrokenRule } from "../plan/check/broken-rule.ts";
import { checkPlan } from "../plan/check/check-plan.ts";
import type { Severity } from "../plan/check/plan-rules.ts";
import type { Cli } from "./cli.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { givenSnapshots } from "./plan-offline.ts";
import { catalogOf } from "./plan-warnings.ts";
import { readPlan } from "./read-plan.ts";
import { readWithFacts } from "./read-with-facts.ts";
import { brokenRuleLook } from "./render/broken-rule-look.ts";
import { renderCheck } from "./render/check-text.ts";
import { renderObjects, type Format } from "./render/output.ts";

export interface CheckOptions {
  /** Of snapshots, and of facts of one's own. */
  readonly filename?: readonly string[];
  readonly failOn: Severity | "none";
  readonly output?: Exclude<Format, "table">;
  readonly dataDir?: string;
}

/** `fleetlift check PLAN`: prints which rules a plan breaks, worst first; the exit code says whether one of them fails it. */
export async function checkStoredPlan(
  cli: Cli,
  name: string,
  options: CheckOptions,
): Promise<ExitCode> {
  const { documents, facts } = readWithFacts(options.filename ?? []);
  const { plan, hash } = await readPlan(name, options);
  const snapshots = givenSnapshots(documents);
  const nowMs = cli.clock.nowMs();
  const found = checkPlan({ plan, snapshots, actions: catalogOf(plan, options), facts, nowMs });
  const { output } = options;
  for (const cluster of strangers(plan, snapshots)) {
    cli.terminal.err(`the snapshot of ${cluster} is not used: the plan has no such cluster\n`);
  }
  if (output === undefined || output === "wide") {
    cli.terminal.out(renderCheck(found, { hash, rollout: plan.rollout, wide: output === "wide" }));
  } else {
    cli.terminal.out(await renderObjects(brokenRuleLook, found, output, false));
  }
  return exitCodeOf(found, options);
}

function strangers({ stages }: Plan, snapshots: ReadonlyMap<string, Snapshot>): readonly string[] {
  const planned = new Set(stages.flatMap(({ clusters }) => clusters.map(({ name }) => name)));
  return [...snapshots.keys()].filter((name) => !planned.has(name));
}

/** What could not be checked fails nothing by itself: whoever gives a plan alone asks for what it says alone. */
function exitCodeOf(found: readonly BrokenRule[], { failOn }: CheckOptions): ExitCode {
  const isFailing = ({ severity, notChecked }: BrokenRule): boolean =>
    failOn !== "none" && notChecked !== true && isAsBad(severity, failOn);
  return found.some(isFailing) ? exitCodes.findings : exitCodes.done;
}
