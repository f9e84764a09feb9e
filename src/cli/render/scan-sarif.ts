import { sha256 } from "../../model/hash.ts";
import type { ScanFinding, Unread } from "../../assess/scan/scan-finding.ts";
import { isRemoved, type ScanGate, type ScanReport } from "../scan/scan-report.ts";
import { artifactUri, folderUri, type Roots } from "./scan-uri.ts";
import { fateWords, findingWords, helpWords, typeWords } from "./scan-words.ts";

/** What SARIF says of where it comes from. */
export interface SarifContext extends Roots {
  /** Of fleetlift. */
  readonly version: string;
}

type Level = "error" | "warning" | "note";

/**
 * The report in SARIF 2.1.0 (OASIS), as code scanning services take it: a rule for each API and what
 * is wrong with it, a result for each place, and what was not read as notifications of the run.
 */
export function renderScanSarif(report: ScanReport, gate: ScanGate, context: SarifContext): string {
  const rules = [...new Map(report.findings.map((each) => [ruleId(each), each])).values()];
  const indexes = new Map(rules.map((each, index) => [ruleId(each), index]));
  const occurrences = new Map<string, number>();
  const run = {
    tool: {
      driver: {
        name: "fleetlift",
        version: context.version,
        semanticVersion: context.version,
        rules: rules.map((each) => ruleOf(each, report)),
      },
    },
    columnKind: "utf16CodeUnits",
    originalUriBaseIds: { SRCROOT: { uri: `${folderUri(context.root)}/` } },
    invocations: [
      {
        executionSuccessful: !(gate.strict && report.unread.length > 0),
        toolExecutionNotifications: report.unread.map((each) =>
          notificationOf(each, gate, context),
        ),
      },
    ],
    results: report.findings.map((each) => ({
      ruleId: ruleId(each),
      ruleIndex: indexes.get(ruleId(each)),
      level: levelOf(each, report),
      message: { text: findingWords(each, report.target) },
      locations: [locationOf(each, context)],
      partialFingerprints: { "fleetlift/v1": fingerprint(each, occurrences, context) },
      properties: {
        certainty: each.certainty,
        problem: each.problem,
        ...(each.origin === undefined ? {} : { recordFrom: each.origin.from }),
      },
    })),
  };
  const log = { $schema: SCHEMA, version: "2.1.0", runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

function ruleId({ problem, record }: ScanFinding): string {
  return `${problem}/${record}`;
}

function ruleOf(finding: ScanFinding, report: ScanReport): object {
  const short = `${typeWords(finding)} is ${finding.problem.replaceAll("-", " ")}`;
  const text = `${typeWords(finding)}: ${fateWords(finding)}; ${helpWords(finding)}.`;
  const changes = finding.changes === "" ? "" : ` What changes: ${finding.changes}`;
  return {
    id: ruleId(finding),
    name: `${finding.kind}${finding.problem === "deprecated" ? "Deprecated" : "Removed"}`,
    shortDescription: { text: short },
    fullDescription: { text },
    help: { text: text + changes },
    ...(finding.url === undefined ? {} : { helpUri: finding.url }),
    defaultConfiguration: { level: levelOf({ ...finding, certainty: "certain" }, report) },
    properties: { tags: ["kubernetes", "api", finding.problem] },
  };
}

/** As bad as what is wrong, one step less when it is only possible. */
function levelOf(finding: ScanFinding, { target }: ScanReport): Level {
  if (finding.certainty === "hint") return "note";
  const isCertain = finding.certainty === "certain";
  if (isRemoved(finding, target)) return isCertain ? "error" : "warning";
  return isCertain ? "warning" : "note";
}

function locationOf(
  { file, line }: { readonly file: string; readonly line: number },
  context: SarifContext,
): object {
  return {
    physicalLocation: {
      artifactLocation: artifactUri(file, context),
      region: { startLine: line },
    },
  };
}

function notificationOf(unread: Unread, { strict }: ScanGate, context: SarifContext): object {
  return {
    level: strict ? "error" : "warning",
    message: { text: `not read: ${unread.reason}; ${unread.help}` },
    descriptor: { id: "not-read" },
    locations: [locationOf(unread, context)],
  };
}

/** The same for the same object when lines move: of what it is, and the how-maniest alike in its file. */
function fingerprint(
  finding: ScanFinding,
  occurrences: Map<string, number>,
  context: SarifContext,
): string {
  const { record, apiVersion, kind, namespace, name } = finding;
  const { uri } = artifactUri(finding.file, context);
  const key = [record, uri, apiVersion, kind, namespace, name].join("\n");
  const before = occurrences.get(key) ?? 0;
  occurrences.set(key, before + 1);
  return sha256(`${key}\n${before}`);
}
