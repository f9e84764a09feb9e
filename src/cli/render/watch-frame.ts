import { clockTime, roughTime } from "../../report/time-words.ts";
import type { ClusterView, RolloutView, StageView } from "../../report/rollout-view.ts";
import { signOf, wordOf, worstFirst, type ClusterWord } from "./cluster-word.ts";
import { fit, wrap } from "./fit.ts";

export interface FrameSize {
  readonly rows: number;
  readonly columns: number;
}

/**
 * The live picture of a rollout: what it does and what comes next on top, then the clusters, worst
 * first. Never more lines than `rows`, and no line longer than `columns`; what does not fit is
 * counted on the last line. ASCII, and the same without colour.
 */
export function watchFrame(view: RolloutView, nowMs: number, size: FrameSize): readonly string[] {
  const head = [headline(view, nowMs), ...nextLines(view), limits(view), ""];
  const fitted = head.filter((line) => line !== undefined).map((line) => fit(line, size.columns));
  const clusters = clusterLines(view, nowMs, { ...size, rows: size.rows - fitted.length });
  return [...fitted, ...clusters].slice(0, size.rows);
}

function headline(view: RolloutView, nowMs: number): string {
  const total = view.clusters.length;
  const done = view.clusters.filter(({ status }) => status === "done").length;
  return [
    `Rollout ${view.name}`,
    [phaseWords(view), stageWords(view)].filter((words) => words !== "").join(", "),
    `${done} of ${total} done`,
    timeWords(view, nowMs),
  ]
    .filter((words) => words !== "")
    .join("   ");
}

function phaseWords({ phase, paused }: RolloutView): string {
  return paused !== undefined && phase === "running" ? "paused" : phase;
}

function stageWords({ phase, stages }: RolloutView): string {
  const index = stages.findIndex((stage) => stage.phase === "open");
  return phase === "running" && index >= 0 ? `stage ${index + 1} of ${stages.length}` : "";
}

function timeWords({ startedAtMs, endedAtMs }: RolloutView, nowMs: number): string {
  if (startedAtMs === undefined) return "";
  if (endedAtMs !== undefined) return `took ${roughTime(endedAtMs - startedAtMs)}`;
  return `started ${clockTime(startedAtMs)}, ${roughTime(nowMs - startedAtMs)} ago`;
}

/** What happens next, and who can change it. */
function nextLines(view: RolloutView): readonly string[] {
  const { name, phase, paused, reason, stages } = view;
  switch (phase) {
    case "planned":
      return [`NEXT  nothing was started: fleetlift start ${name}`];
    case "stopped":
      return [`NEXT  nothing new starts: fleetlift start ${name}`];
    case "running":
      return [`NEXT  ${paused ?? runningNext(view)}`];
    case "failed":
      return [
        `NEXT  mend what failed, then fleetlift retry ${name}; or leave it out: fleetlift skip ${name} CLUSTER`,
      ];
    case "cancelling":
      return [`NEXT  what was marked or held is put back`];
    case "done":
    case "cancelled":
      return stages.length === 0 ? [] : [`ENDED ${reason}`];
  }
}

function runningNext({ stages, reason, waitsFor: [next] }: RolloutView): string {
  if (next !== undefined) return next.words;
  const index = stages.findIndex((stage) => stage.phase === "open");
  const open = stages[index];
  if (open === undefined) return reason;
  if (open.failed > open.maxAllowedFailures) return reason;
  const after = stages.slice(index + 1).find((stage) => stage.total > 0);
  const slots =
    open.waiting === 0
      ? `${open.running} running in stage ${open.name}`
      : `${open.waiting} more of stage ${open.name} as slots become free`;
  const then =
    after === undefined
      ? ""
      : `, then stage ${after.name} (${after.total === 1 ? "1 cluster" : `${after.total} clusters`})`;
  return `${slots}${then}`;
}

function limits({ phase, stages }: RolloutView): string | undefined {
  const open = stages.find((stage) => stage.phase === "open" || stage.phase === "failed");
  if (open === undefined || phase === "done") return undefined;
  return `LIMITS  stage ${open.name}: running ${open.running} of ${open.maxConcurrency}   failures ${failureWords(open)}`;
}

function failureWords({ failed, maxAllowedFailures }: StageView): string {
  return `${failed} of ${maxAllowedFailures} allowed`;
}

function clusterLines(view: RolloutView, nowMs: number, size: FrameSize): readonly string[] {
  const nameWidth = Math.min(32, Math.max(0, ...view.clusters.map(({ name }) => name.length)));
  const clusters = worstFirst(view.clusters);
  const lines: string[] = [];
  for (const [index, cluster] of clusters.entries()) {
    const own = linesOf(cluster, nowMs, nameWidth, size.columns);
    // The last line is kept free for the count of those that do not fit.
    const room = size.rows - lines.length - (index === clusters.length - 1 ? 0 : 1);
    if (own.length > room) return [...lines, fit(rest(clusters.slice(index)), size.columns)];
    lines.push(...own);
  }
  return lines;
}

function linesOf(
  cluster: ClusterView,
  nowMs: number,
  nameWidth: number,
  columns: number,
): readonly string[] {
  const word = wordOf(cluster);
  const lead = `${signOf(word)} ${fit(cluster.name, nameWidth).padEnd(nameWidth)}  ${word.padEnd(9)}  `;
  const tail = tailOf(cluster, word, nowMs);
  const most = word === "needs you" || word === "failed" ? 3 : 1;
  const width = Math.max(20, columns - lead.length - (tail === "" ? 0 : tail.length + 2));
  const [first = "", ...more] = wrap(wordsOf(cluster, word), width, most);
  const line = tail === "" ? lead + first : `${lead}${first.padEnd(width)}  ${tail}`;
  return [line, ...more.map((text) => " ".repeat(lead.length) + text)].map((text) =>
    fit(text.trimEnd(), columns),
  );
}

function wordsOf(cluster: ClusterView, word: ClusterWord): string {
  const { from, to, reason, paused } = cluster;
  if (word === "waiting") return `${from} > ${to}`;
  if (word === "done") return `${from} > ${to}`;
  if (word === "paused") return paused ?? reason;
  return reason;
}

function tailOf(cluster: ClusterView, word: ClusterWord, nowMs: number): string {
  const { stepsDone, stepCount, sinceMs, startedAtMs, endedAtMs } = cluster;
  switch (word) {
    case "running":
    case "needs you":
      return `step ${Math.min(stepsDone + 1, stepCount)} of ${stepCount}  ${roughTime(nowMs - (sinceMs ?? nowMs)).padStart(9)}`;
    case "done":
      return startedAtMs === undefined || endedAtMs === undefined
        ? ""
        : `in ${roughTime(endedAtMs - startedAtMs)}`;
    case "paused":
    case "failed":
    case "waiting":
    case "cancelled":
    case "skipped":
      return "";
  }
}

function rest(clusters: readonly ClusterView[]): string {
  const counts = new Map<ClusterWord, number>();
  for (const cluster of clusters)
    counts.set(wordOf(cluster), (counts.get(wordOf(cluster)) ?? 0) + 1);
  const words = [...counts].map(([word, count]) => `${count} ${word}`).join(", ");
  return `  ... and ${clusters.length} more: ${words}`;
}
