import { availableParallelism } from "node:os";
import type { Unread } from "../../assess/scan/scan-finding.ts";
import { nextTurn } from "../../platform/turn.ts";
import { findSources, type Source } from "./find-sources.ts";
import type { ChartReading } from "./scan-chart.ts";
import { scanFiles, unreadResult, type FilesResult } from "./scan-files.ts";
import { reportOf, type ScanReport } from "./scan-report.ts";
import { startSecondThread, type SecondThread } from "./second-thread.ts";

type ChartSource = Extract<Source, { readonly kind: "chart" | "archive" }>;

/** What is to be scanned, by how it is scanned. */
interface Sources {
  readonly files: readonly string[];
  readonly charts: readonly ChartSource[];
  readonly unread: readonly Unread[];
}

/** Files between two moments at which the process can hear of Ctrl-C. */
const FILES_A_BATCH = 32;
/** So that the second thread need not wait for the first to hear of it. */
const BATCHES_AHEAD = 2;
/** From so many files on a second thread saves more time than its start takes. */
const FILES_FOR_TWO = 600;

/**
 * Scans everything at the paths: files in one thread or two, then charts, which wait for helm, a
 * few at a time. `look` is told the number of files so far.
 */
export async function scanPaths(
  paths: readonly string[],
  reading: ChartReading,
  look: (files: number) => void,
): Promise<ScanReport> {
  const { files, charts, unread } = sourcesOf(paths);
  const results: FilesResult[] = [{ ...unreadResult(unread), files: [] }];
  let count = 0;
  const take = (result: FilesResult): void => {
    results.push(result);
    count += result.files.length;
    look(count);
  };
  await scanBatches(files, reading, take);
  await scanCharts(charts, reading, take);
  return reportOf(reading.target, results, {
    files: results.flatMap((result) => result.files),
    charts: charts.filter(({ kind }) => kind === "chart").length,
  });
}

function sourcesOf(paths: readonly string[]): Sources {
  const files: string[] = [];
  const charts: ChartSource[] = [];
  const unread: Unread[] = [];
  for (const source of findSources(paths)) {
    switch (source.kind) {
      case "stdin":
        files.push("-");
        break;
      case "file":
        files.push(source.file);
        break;
      case "chart":
      case "archive":
        charts.push(source);
        break;
      case "unread":
        unread.push(source.unread);
    }
  }
  return { files, charts, unread };
}

type Take = (result: FilesResult) => void;

/** Both threads take batches from the same list, so that neither waits while there is work. */
async function scanBatches(
  files: readonly string[],
  reading: ChartReading,
  take: Take,
): Promise<void> {
  const batches = batchesOf(files, reading.interrupted);
  const isLarge = files.length >= FILES_FOR_TWO && availableParallelism() > 1;
  const second = isLarge ? startSecondThread(reading.facts, reading.target) : undefined;
  try {
    const there = Array.from({ length: BATCHES_AHEAD }, () => scanThere(second, batches, take));
    await Promise.all([...there, scanHere(reading, batches, take)]);
  } finally {
    await second?.end();
  }
}

async function scanHere(
  reading: ChartReading,
  batches: Iterable<readonly string[]>,
  take: Take,
): Promise<void> {
  for (const batch of batches) {
    take(await scanFiles(batch, reading));
    await nextTurn();
  }
}

async function scanThere(
  second: SecondThread | undefined,
  batches: Iterable<readonly string[]>,
  take: Take,
): Promise<void> {
  if (second === undefined) return;
  for (const batch of batches) take(await second.scan(batch));
}

function* batchesOf(
  files: readonly string[],
  interrupted: AbortSignal,
): Generator<readonly string[]> {
  for (let from = 0; from < files.length && !interrupted.aborted; from += FILES_A_BATCH) {
    yield files.slice(from, from + FILES_A_BATCH);
  }
}

/** A few workers take the charts in turn: helm is a process of its own, and cores are few. */
async function scanCharts(
  charts: readonly ChartSource[],
  reading: ChartReading,
  take: Take,
): Promise<void> {
  if (charts.length === 0) return;
  const left = [...charts];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      if (reading.interrupted.aborted) return;
      take(await scanOneChart(next, reading));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
}

async function scanOneChart(source: ChartSource, reading: ChartReading): Promise<FilesResult> {
  const { readChartArchive, readChartFolder } = await import("./chart-files.ts");
  const { scanChart } = await import("./scan-chart.ts");
  if (source.kind === "chart") {
    return scanChart(await readChartFolder(source.folder), reading, source.only);
  }
  const archive = await readChartArchive(source.file);
  if (archive.files.some((file) => file.path === "Chart.yaml")) return scanChart(archive, reading);
  // Met in a folder, it may be any archive; named, it was taken for a chart.
  const isTold = source.named && archive.unread.length === 0;
  return { ...unreadResult(isTold ? [noChart(source.file)] : archive.unread), files: [] };
}

function noChart(file: string): Unread {
  return { file, line: 1, reason: "it holds no chart", help: "unpack it, and name the folder" };
}
