import { openScriptTools } from "../../actions/scripted/script-tools.ts";
import { runPackTests } from "../../packs/tests/run-pack-tests.ts";
import type { PackTestResult } from "../../packs/tests/test-result.ts";
import type { Cli } from "../cli.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { UserError } from "../user-error.ts";
import { validPacks } from "./validate-packs.ts";

export interface TestOptions {
  readonly dataDir?: string;
  readonly output?: "json";
}

/** Checks packs, and runs their tests; programs of actions really run. Exit code 1 when one fails. */
export async function testPacks(
  cli: Cli,
  names: readonly string[],
  options: TestOptions,
): Promise<ExitCode> {
  const { given, all } = await validPacks(names, options);
  const stop = cli.terminal.interrupted;
  const tools = openScriptTools(`test-${process.pid}`, stop);
  const results: PackTestResult[] = [];
  for (const { name, isFolder, pack } of given) {
    if (!isFolder) throw new UserError(`${name} is an archive`, "test its folder");
    for await (const result of runPackTests(pack, all, tools)) {
      if (stop.aborted) throw INTERRUPTED;
      results.push(result);
      if (options.output === undefined) cli.terminal.out(lineOf(result));
    }
  }
  return report(cli, results, options);
}

const INTERRUPTED = new UserError("interrupted: what ran was ended", "", exitCodes.detached);

function lineOf({ kind, title, place, failures }: PackTestResult): string {
  if (failures.length === 0) return `ok      ${kind}: ${title}\n`;
  const why = failures.map((line) => `          ${line}\n`).join("");
  return `FAILED  ${kind}: ${title}  (${place})\n${why}`;
}

function report(cli: Cli, results: readonly PackTestResult[], { output }: TestOptions): ExitCode {
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  if (output === "json") cli.terminal.out(`${JSON.stringify(results, null, 2)}\n`);
  const tests = results.length === 1 ? "1 test" : `${results.length} tests`;
  cli.terminal.err(
    results.length === 0
      ? "there are no tests: write some under tests/\n"
      : `${tests}, ${failed === 0 ? "all passed" : `${failed} failed`}\n`,
  );
  return failed === 0 ? exitCodes.done : exitCodes.failed;
}
