import { lstatSync, readFileSync } from "node:fs";
import type { ScanTarget } from "../../assess/scan/scan-finding.ts";
import { checkScanTarget } from "../../assess/scan/check-target.ts";
import { knowledge, type Facts } from "../../knowledge/knowledge.ts";
import { newestMinor } from "../../knowledge/look-up.ts";
import { minorOf } from "../../model/version.ts";
import { keepYoungMemorySmall } from "../../platform/young-memory.ts";
import type { Cli } from "../cli.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { summaryWords } from "../render/scan-words.ts";
import { UserError } from "../user-error.ts";
import { errorWords } from "./error-words.ts";
import { findHelm } from "./helm.ts";
import { renderReport, type ScanFormat } from "./render-report.ts";
import { scanningFor } from "./scanning.ts";
import { scanPaths } from "./scan-paths.ts";
import { scanProgress } from "./scan-progress.ts";
import { isFailing, isNothingRead, type ScanGate, type ScanReport } from "./scan-report.ts";
import type { ChartReading } from "./scan-chart.ts";

/** The options of `fleetlift scan`, as they were given. */
export interface ScanOptions extends ScanGate {
  readonly target?: string | undefined;
  readonly current?: string | undefined;
  /** `NAME=VERSION` */
  readonly addon: readonly string[];
  /** Files of facts of the user's own. */
  readonly knowledge: readonly string[];
  readonly helm: "auto" | "never" | "always";
  readonly values: readonly string[];
  readonly output: ScanFormat;
}

/** `fleetlift scan`: reads, reports, and says by the exit code whether what was found or not read fails. */
export async function runScan(
  cli: Cli,
  paths: readonly string[],
  options: ScanOptions,
): Promise<ExitCode> {
  keepYoungMemorySmall();
  const facts = await factsOf(options);
  const target = targetOf(cli, options, facts);
  refuseMissing(paths);
  const reading = await readingOf(cli, options, { facts, target });
  const progress = scanProgress(cli);
  const report = await scanPaths(paths, reading, progress.look);
  progress.end();
  if (reading.interrupted.aborted) {
    cli.terminal.err("interrupted: nothing can be said of what was not read\n");
    return exitCodes.detached;
  }
  cli.terminal.out(await renderReport(report, options, cli));
  if (report.charts > 0 && reading.helm === undefined && options.helm === "auto") {
    cli.terminal.err(`${withoutHelm(report.charts)}\n`);
  }
  cli.terminal.err(`${closingWords(report, options)}\n`);
  return exitCodeOf(report, options);
}

/** Findings say most: they win over what was not read. */
function exitCodeOf(report: ScanReport, gate: ScanGate): ExitCode {
  if (report.findings.some((each) => isFailing(each, gate, report.target)))
    return exitCodes.findings;
  const isUnread = report.unread.length > 0 || isNothingRead(report);
  return gate.strict && isUnread ? exitCodes.needsPerson : exitCodes.done;
}

function withoutHelm(charts: number): string {
  const were = charts === 1 ? "1 chart was" : `${charts} charts were`;
  return `there is no helm on PATH: ${were} read by the text of the templates`;
}

function closingWords(report: ScanReport, gate: ScanGate): string {
  const summary = summaryWords(report);
  if (isNothingRead(report)) {
    return `${summary}: there is nothing to read at these paths (.yaml, .yml, .json, charts)`;
  }
  const isPassed = !gate.strict && report.unread.length > 0;
  return isPassed ? `${summary} (--strict fails on that)` : summary;
}

/** What fleetlift brings, with what the user's files add and put in its place. */
async function factsOf({ knowledge: files }: ScanOptions): Promise<Facts> {
  if (files.length === 0) return knowledge;
  const { readWithFacts } = await import("../read-with-facts.ts");
  const { facts, bringing } = readWithFacts(files);
  if (bringing.length > 0) return facts;
  throw new UserError(
    `--knowledge ${files.join(", ")}: there are no facts in it`,
    "name a file with a document of kind Knowledge; docs/knowledge.md says what it holds",
    exitCodes.wrongInput,
  );
}

function targetOf(cli: Cli, { target, current, addon }: ScanOptions, facts: Facts): ScanTarget {
  const asked: ScanTarget = {
    target: target ?? newestMinor(facts),
    current,
    ...(addon.length === 0 ? {} : { addons: addonsOf(addon) }),
  };
  const refusal = checkScanTarget(facts, asked);
  if (refusal !== undefined) throw new UserError(refusal.refused, "", exitCodes.wrongInput);
  if (target === undefined) {
    cli.terminal.err(`for ${asked.target}, the newest that is known; --target names another\n`);
  }
  return { ...asked, target: plain(asked.target), current: current && plain(current) };
}

/** `1.36` of `v1.36.3`. */
function plain(version: string): string {
  return minorOf(version);
}

function addonsOf(given: readonly string[]): Readonly<Record<string, string>> {
  const pairs = given.map((each) => {
    const match = /^([\w.-]+)=(v?\d[\w.+-]*)$/.exec(each);
    if (match !== null) return [match[1], match[2]] as const;
    throw new UserError(
      `--addon ${each}: expected a name and a version, like cert-manager=1.12.0`,
      "",
      exitCodes.wrongInput,
    );
  });
  return Object.fromEntries(pairs);
}

/** A path that is not there is a misspelt one: nothing is scanned, rather than less than was asked. */
function refuseMissing(paths: readonly string[]): void {
  const missing = paths.filter((name) => name !== "-" && isMissing(name));
  if (missing.length === 0) return;
  throw new UserError(
    `${missing.join(", ")}: there is no such file or folder`,
    "name files, folders, charts, or - for stdin; nothing was scanned",
    exitCodes.wrongInput,
  );
}

/** A link whose end is gone, and what may not be looked at, are there: they are told as unread. */
function isMissing(name: string): boolean {
  try {
    return lstatSync(name, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

async function readingOf(
  cli: Cli,
  { helm, values }: ScanOptions,
  { facts, target }: { readonly facts: Facts; readonly target: ScanTarget },
): Promise<ChartReading> {
  const program = helm === "never" ? undefined : findHelm();
  if (helm === "always" && program === undefined) {
    throw new UserError(
      "there is no helm on PATH",
      "install it, or leave --helm always out: templates are then read as text",
      exitCodes.wrongInput,
    );
  }
  return {
    ...scanningFor(facts, target),
    helm: program,
    valuesFiles: values,
    values: await valuesOf(values),
    interrupted: cli.terminal.interrupted,
  };
}

async function valuesOf(files: readonly string[]): Promise<ChartReading["values"]> {
  if (files.length === 0) return {};
  const { mergeValues, parseValues } = await import("./chart-values.ts");
  return files.map(contentOf).reduce<ChartReading["values"]>((under, { file, text }) => {
    const parsed = parseValues(text);
    if ("values" in parsed) return mergeValues(under, parsed.values);
    const place = `${file}:${parsed.line}`;
    throw new UserError(
      `${place}: ${parsed.problem}`,
      "expected values of a chart",
      exitCodes.wrongInput,
    );
  }, {});
}

function contentOf(file: string): { readonly file: string; readonly text: string } {
  try {
    return { file, text: readFileSync(file, "utf8") };
  } catch (error) {
    throw new UserError(`--values ${file}: ${errorWords(error)}`, "", exitCodes.wrongInput);
  }
}
