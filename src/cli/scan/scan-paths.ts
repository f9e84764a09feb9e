import { availableParallelism } from "node:os";
import path from "node:path";
import type { ScanResult, Unread } from "../../assess/scan/scan-finding.ts";
import { nextTurn } from "../../platform/turn.ts";
import { findSources, type Source } from "./find-sources.ts";
import { isKustomization } from "./kustomization-name.ts";
import { readSource } from "./read-source.ts";
import type { ChartReading } from "./scan-chart.ts";
import { reportOf, type ScanReport } from "./scan-report.ts";

/** A scan as it goes on: what its parts found so far. */
interface Collected {
  readonly parts: ScanResult[];
  readonly files: string[];
}

type ChartSource = Extract<Source, { readonly kind: "chart" | "archive" }>;

/** Files between two moments at which the process can hear of Ctrl-C. */
const FILES_A_TURN = 64;

/**
 * Scans everything at the paths. Files are read one after the other, so that memory holds one of
 * them; charts, which wait for helm, a few at a time. `look` is told the number of files so far.
 */
export async function scanPaths(
  paths: readonly string[],
  reading: ChartReading,
  look: (files: number) => void,
): Promise<ScanReport> {
  const collected: Collected = { parts: [], files: [] };
  const charts: ChartSource[] = [];
  let turn = 0;
  for (const source of findSources(paths)) {
    if (source.kind === "chart" || source.kind === "archive") charts.push(source);
    else await scanSource(source, reading, collected);
    turn += 1;
    if (turn % FILES_A_TURN === 0) await nextTurn();
    if (reading.interrupted.aborted) break;
    look(collected.files.length);
  }
  await scanCharts(charts, reading, collected, look);
  return reportOf(reading.target, collected.parts, collected.files);
}

async function scanSource(
  source: Exclude<Source, ChartSource>,
  reading: ChartReading,
  { parts, files }: Collected,
): Promise<void> {
  if (source.kind === "unread") {
    parts.push(unreadResult([source.unread]));
    return;
  }
  const file = source.kind === "stdin" ? "stdin" : source.file;
  const content = readSource(source.kind === "stdin" ? "-" : file);
  if (content.kind === "unread") {
    parts.push(unreadResult([content.unread]));
    return;
  }
  files.push(file);
  parts.push(reading.scan({ file, text: content.text, origin: originOf(file) }));
  if (isKustomization(path.basename(file))) {
    const { scanKustomization } = await import("./scan-kustomization.ts");
    parts.push(scanKustomization(file, content.text, reading));
  }
}

/** What lies outside of a chart and is called like a part of one. */
function originOf(file: string): "manifest" | "template" {
  return file.endsWith(".tpl") ? "template" : "manifest";
}

/** A few workers take the charts in turn: helm is a process of its own, and cores are few. */
async function scanCharts(
  charts: readonly ChartSource[],
  reading: ChartReading,
  { parts, files }: Collected,
  look: (files: number) => void,
): Promise<void> {
  if (charts.length === 0) return;
  const left = [...charts];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      if (reading.interrupted.aborted) return;
      const result = await scanOneChart(next, reading);
      parts.push(result);
      files.push(...result.files);
      look(files.length);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
}

async function scanOneChart(
  source: ChartSource,
  reading: ChartReading,
): Promise<ScanResult & { readonly files: readonly string[] }> {
  const { readChartArchive, readChartFolder } = await import("./chart-files.ts");
  const { scanChart } = await import("./scan-chart.ts");
  if (source.kind === "chart") {
    return scanChart(await readChartFolder(source.folder), reading, source.only);
  }
  const archive = await readChartArchive(source.file);
  if (archive.files.some((file) => file.path === "Chart.yaml")) return scanChart(archive, reading);
  // Met in a folder, it may be any archive; named, it was taken for a chart.
  const unread =
    source.named && archive.unread.length === 0 ? [noChart(source.file)] : archive.unread;
  return { ...unreadResult(unread), files: [] };
}

function noChart(file: string): Unread {
  return { file, line: 1, reason: "it holds no chart", help: "unpack it, and name the folder" };
}

function unreadResult(unread: readonly Unread[]): ScanResult {
  return { findings: [], unread, objects: 0 };
}
