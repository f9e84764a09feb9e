import path from "node:path";
import { apiTable } from "../../assess/scan/api-table.ts";
import type { ScanFinding, ScanResult, Unread } from "../../assess/scan/scan-finding.ts";
import { chartTree, type Chart } from "./chart-tree.ts";
import type { ChartFile, ChartFiles } from "./chart-files.ts";
import type { Values } from "./chart-values.ts";
import { renderChart, type Rendering } from "./helm.ts";
import { lineInTemplate } from "./line-in-template.ts";
import { renderedTemplates } from "./rendered-templates.ts";
import { joined, unreadResult, type FilesResult } from "./scan-files.ts";
import type { Scanning } from "./scanning.ts";

/** How the charts of a scan are read. */
export interface ChartReading extends Scanning {
  /** The program; without it templates are read as text. */
  readonly helm: string | undefined;
  readonly valuesFiles: readonly string[];
  /** What these files say, merged. */
  readonly values: Values;
  readonly interrupted: AbortSignal;
}

/**
 * Scans a chart with its subcharts: rendered by helm when there is one, and otherwise, or when helm
 * cannot render it, by the text of its templates. Its CRDs are manifests. With `only`, what is at
 * that path alone.
 */
export async function scanChart(
  files: ChartFiles,
  reading: ChartReading,
  only?: string,
): Promise<FilesResult> {
  const tree = chartTree(files, reading.values);
  const fileOf = (inside: string): string => path.join(files.root, inside);
  const isAsked = ({ path: inside }: ChartFile): boolean => isWithin(fileOf(inside), only);
  const charts = tree.charts.map((chart) => ({
    ...chart,
    crds: chart.crds.filter(isAsked),
    asked: chart.templates.filter(isAsked),
  }));
  const crds = charts.flatMap(({ crds: found }) =>
    found.map(({ path: inside, text }) =>
      reading.scan({ file: fileOf(inside), text, origin: "manifest" }),
    ),
  );
  const templates = await scanTemplates({ files, charts, fileOf }, reading);
  const looked = charts.flatMap(({ crds: found, asked }) => [...found, ...asked]);
  return {
    ...joined([
      ...crds,
      ...templates,
      { findings: [], unread: [...files.unread, ...tree.unread], objects: 0 },
    ]),
    files: looked.map(({ path: inside }) => fileOf(inside)),
  };
}

/** A chart whose templates are to be scanned, or those of them that were asked for. */
interface AskedChart extends Chart {
  readonly asked: readonly ChartFile[];
}

interface Whole {
  readonly files: ChartFiles;
  readonly charts: readonly AskedChart[];
  readonly fileOf: (inside: string) => string;
}

async function scanTemplates(whole: Whole, reading: ChartReading): Promise<readonly ScanResult[]> {
  const { files, charts } = whole;
  const isLibrary = charts[0]?.isLibrary === true;
  if (reading.helm === undefined || isLibrary || charts.every(({ asked }) => asked.length === 0)) {
    return scanAsText(whole, reading);
  }
  const rendering = await renderChart(
    {
      helm: reading.helm,
      chart: files.root,
      target: reading.target.target,
      // By group, version and kind helm knows none.
      apiVersions: isAsking(whole) ? apiTable(reading.facts, reading.target).served() : [],
      valuesFiles: reading.valuesFiles,
    },
    reading.interrupted,
  );
  if (rendering.text === "" && rendering.words !== undefined) {
    return [unreadResult([notRendered(whole, rendering.words)]), ...scanAsText(whole, reading)];
  }
  return scanRendered(whole, rendering, reading);
}

function notRendered({ fileOf }: Whole, words: string): Unread {
  return {
    file: fileOf("Chart.yaml"),
    line: 1,
    reason: `helm could not render it: ${words}`,
    help: "its templates were read as text instead; give the values that it needs with --values FILE",
  };
}

function scanAsText({ charts, fileOf }: Whole, reading: ChartReading): readonly ScanResult[] {
  // What is defined in one chart can be used in all of them.
  const helpers = charts.flatMap(({ templates }) =>
    templates.filter(isPartial).map(({ text }) => text),
  );
  return charts.flatMap(({ asked, values }) =>
    asked.map(({ path: inside, text }) =>
      reading.scan({ file: fileOf(inside), text, origin: "template", values, helpers }),
    ),
  );
}

function isPartial({ path: inside }: ChartFile): boolean {
  return path.posix.basename(inside).startsWith("_") || inside.endsWith(".tpl");
}

function scanRendered(
  whole: Whole,
  { text, words }: Rendering,
  reading: ChartReading,
): readonly ScanResult[] {
  const templates = new Map<string, ChartFile>();
  const asked = new Set(whole.charts.flatMap((chart) => chart.asked));
  for (const { prefix, told, templates: all } of whole.charts) {
    for (const file of all) {
      for (const name of told) templates.set(name + file.path.slice(prefix.length), file);
    }
  }
  const byText = asTextByFile(whole, reading);
  const ordinals = new Map<string, number>();
  const results: ScanResult[] = [];
  for (const rendered of renderedTemplates(text)) {
    const template = templates.get(rendered.source);
    if (template !== undefined && !asked.has(template)) continue;
    const file = whole.fileOf(template?.path ?? rendered.source);
    const result = reading.scan({ file, text: rendered.text, origin: "rendered" });
    const place = placing(template?.text ?? "", ordinals, file);
    results.push({
      ...result,
      findings: result.findings.map((finding) => byText(place(finding))),
      unread: result.unread.map((unread) => renderedUnread(unread)),
    });
  }
  const broken = results.flatMap(({ unread }) => unread);
  if (words !== undefined && broken.length === 0)
    results.push(unreadResult([notRendered(whole, words)]));
  return results;
}

/** Findings at the lines of their template in place of the lines of what was rendered of it. */
function placing(
  template: string,
  ordinals: Map<string, number>,
  file: string,
): (finding: ScanFinding) => ScanFinding {
  return (finding) => {
    const key = `${file} ${finding.apiVersion} ${finding.kind}`;
    const ordinal = ordinals.get(key) ?? 0;
    ordinals.set(key, ordinal + 1);
    return { ...finding, line: lineInTemplate(template, finding, ordinal) };
  };
}

/**
 * helm without a cluster takes the APIs that its own build knows for those of the cluster: a chart
 * that asks `.Capabilities.APIVersions` is rendered for them, whatever the target serves. What the
 * text of the template does not make at the target is therefore possible, not certain.
 */
function asTextByFile(whole: Whole, reading: ChartReading): (finding: ScanFinding) => ScanFinding {
  if (!isAsking(whole)) return (finding) => finding;
  let made: ReadonlySet<string> | undefined;
  return (finding) => {
    made ??= new Set(scanAsText(whole, reading).flatMap(({ findings }) => findings.map(typeKey)));
    return made.has(typeKey(finding)) ? finding : { ...finding, certainty: "possible" };
  };
}

/** A template asks which APIs the cluster has. */
function isAsking({ charts }: Whole): boolean {
  return charts.some(({ templates }) => templates.some(({ text }) => text.includes("APIVersions")));
}

const typeKey = ({ file, apiVersion, kind }: ScanFinding): string =>
  `${file} ${apiVersion} ${kind}`;

/** The lines of what was rendered are in no file that the user has. */
function renderedUnread(unread: Unread): Unread {
  return {
    ...unread,
    line: 1,
    reason: `line ${unread.line} of what helm rendered of it: ${unread.reason}`,
  };
}

function isWithin(file: string, only: string | undefined): boolean {
  if (only === undefined) return true;
  const inside = path.relative(only, file);
  return inside === "" || !(inside.startsWith("..") || path.isAbsolute(inside));
}
