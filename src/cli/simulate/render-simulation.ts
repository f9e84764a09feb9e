import { formatDuration } from "../../model/duration.ts";
import { shortHash } from "../../model/hash.ts";
import type { Forecast, Plan } from "../../model/plan.ts";
import {
  counted,
  durationRange,
  listed,
  minutesUp,
  moneyWords,
} from "../../plan/report/plan-words.ts";
import { rolloutForecast } from "../../plan/report/rollout-forecast.ts";
import { type Row, table, wrap } from "../../plan/report/text-table.ts";
import { windowFit } from "../../plan/report/window-fit.ts";
import { isoTime } from "../../report/time-words.ts";
import type { TrialEnd } from "../../simulate/trial/trial.ts";
import type { Simulated } from "./simulate-rollout.ts";

/** A forecast that is more than twice, or less than half, of another is worth a word. */
const FAR = 2;

const END_WORDS: Readonly<Record<TrialEnd, string>> = {
  done: "ends well",
  failed: "fails",
  cancelled: "is cancelled",
  "needs-person": "needs a person",
  refused: "cannot be started",
  violation: "BREAKS A PROMISE",
  endless: "does not end within a year",
};

/** What a simulation has to say, in words: what went wrong first. */
export function renderSimulation(simulated: Simulated, plan: Plan): string {
  const never = simulated.ends.every(({ end }) => end === "refused");
  if (never) return `${[...heading(simulated), "", ...endLines(simulated)].join("\n")}\n`;
  const parts = [
    heading(simulated),
    troubles(simulated),
    section("Time", timeLines(simulated, plan)),
    section("Stages", stageLines(simulated)),
    section("Windows", windowLines(simulated, plan)),
    section("People", peopleLines(simulated)),
    section("Nodes", nodeLines(simulated)),
    section("Not simulated", notSimulated(simulated)),
    story(simulated),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}

function heading(simulated: Simulated): readonly string[] {
  const { rollout, fleet, plan, runs, asked, firstSeed, faults, startMs, startedBy } = simulated;
  const stopped = runs < asked ? ` (stopped; ${asked} were asked for)` : "";
  const seeds = runs === 1 ? `seed ${firstSeed}` : `seeds ${firstSeed} to ${firstSeed + runs - 1}`;
  const start = { asked: "as asked", now: "now", world: "as its World says" }[startedBy];
  const sources = [
    ...(simulated.fromWorld > 0 ? [`${counted(simulated.fromWorld, "cluster")} of a World`] : []),
    ...(simulated.fromSnapshots > 0
      ? [`${counted(simulated.fromSnapshots, "cluster")} simulated from snapshots`]
      : []),
  ];
  return [
    `Rollout ${rollout} of fleet ${fleet}, plan ${shortHash(plan)}: simulated ${counted(runs, "time")}${stopped}`,
    `  ${sources.join(", ")}; started at ${isoTime(startMs)} (${start}); ${seeds}; faults: ${faults}`,
  ];
}

/** How the runs ended, and which clusters were not done. */
function troubles(simulated: Simulated): readonly string[] {
  const { runs, clusters } = simulated;
  const rows = clusters.slice(0, NAMED).map(({ name, stage, result, runs: of, reason }): Row => ({
    cells: [name, stage, result, `${of} of ${runs}`],
    text: reason,
  }));
  const more = clusters.length - rows.length;
  return [
    ...endLines(simulated),
    ...(rows.length === 0 ? [] : ["", "Clusters that were not done", ...table(rows)]),
    ...(more > 0 ? [`  and ${more} more: -o json has all`] : []),
  ];
}

function endLines({ runs, ends, violations, faults }: Simulated): readonly string[] {
  const well = ends.filter(({ end }) => end === "done").flatMap(({ seeds }) => seeds).length;
  const kept = violations > 0 || faults === "none" ? [] : ["No promise was broken in any run."];
  if (well === runs) {
    return [`Ends well in ${runs === 1 ? "this run" : `all ${runs} runs`}.`, ...kept];
  }
  const bad = ends.filter(({ end }) => end !== "done");
  return [
    ...bad.flatMap(({ end, reason, seeds }) => [
      `${inRuns(seeds.length, runs)}it ${END_WORDS[end]} (seed ${listed(seeds.map(String))}):`,
      ...wrap("", reason, 0),
    ]),
    ...(well === 0 ? [] : [`${inRuns(well, runs)}it ends well.`]),
    ...kept,
  ];
}

const NAMED = 12;

function inRuns(count: number, runs: number): string {
  return runs === 1 ? "In this run " : `In ${count} of ${runs} runs `;
}

function timeLines(
  { duration, durationOf, endsAtMs, runs }: Simulated,
  plan: Plan,
): readonly string[] {
  if (duration === undefined || endsAtMs === undefined) {
    const none = "no run ended well, so that nothing can be said of how long it takes";
    const { forecast } = rolloutForecast(plan.stages);
    const planned = forecast && `; the plan's forecast says ${durationRange(forecast)}`;
    return wrap("", `${none}${planned ?? ""}`, 0);
  }
  const those = durationOf === runs ? "runs" : `${durationOf} good runs`;
  const { forecast } = rolloutForecast(plan.stages);
  const lines =
    durationOf === 1
      ? [
          `  takes ${minutesUp(duration.p50Ms)}${runs === 1 ? "" : " in the one run that ends well"}: until ${isoTime(endsAtMs.p50)}`,
        ]
      : [
          `  ${`half of the ${those} end within`.padEnd(28)}  ${minutesUp(duration.p50Ms).padEnd(8)}  by ${isoTime(endsAtMs.p50)}`,
          `  ${"nine in ten end within".padEnd(28)}  ${minutesUp(duration.p90Ms).padEnd(8)}  by ${isoTime(endsAtMs.p90)}`,
        ];
  return [...lines, ...(forecast === undefined ? [] : otherForecast(forecast, duration))];
}

/** The plan's own forecast is of real clouds, and of the upgrades alone. */
function otherForecast(forecast: Forecast, simulated: Forecast): readonly string[] {
  const ratio = forecast.p50Ms / simulated.p50Ms;
  if (ratio < FAR && ratio > 1 / FAR) return [];
  return wrap(
    "",
    `The plan's forecast says ${durationRange(forecast)}: it is of the upgrades alone on clouds as they are, without waits for windows and people; a simulated world has its own pace.`,
    0,
  );
}

function stageLines({ stages, runs }: Simulated): readonly string[] {
  return table(
    stages.map(({ name, duration }) => ({
      cells: [name],
      text:
        duration === undefined
          ? `was not finished in any of ${counted(runs, "run")}`
          : durationRange(duration),
    })),
  );
}

function windowLines({ late, openings, runs }: Simulated, plan: Plan): readonly string[] {
  const clusters = plan.stages.flatMap((stage) => stage.clusters);
  const calendars = Object.entries(plan.calendars ?? {}).filter(
    ([, { windows }]) => windows.length > 0,
  );
  if (calendars.length === 0) return [];
  const fits = calendars.flatMap(([key, { windows }]) =>
    windowFit(
      windows,
      clusters.filter(({ calendar }) => calendar === key),
    ),
  );
  const lateLines = late
    .slice(0, NAMED)
    .map(
      ({ name, runs: of, byMs }) =>
        `${name} still ran when its window closed in ${of} of ${runs} runs, for at most ${minutesUp(byMs)}`,
    );
  return [
    ...lateLines,
    `upgrades began in at most ${counted(openings, "opening")} of windows`,
    ...(late.length === 0 ? ["nothing ran on after its window closed"] : []),
    ...fits.map((words) => `by the plan's forecast: ${words}`),
  ].flatMap((words) => wrap("", words, 0));
}

function peopleLines({ approvals, notices, approveAfterMs }: Simulated): readonly string[] {
  const after =
    approveAfterMs === 0
      ? "given as soon as they are asked for (--approve-after 0s)"
      : `given ${formatDuration(approveAfterMs)} after they are asked for`;
  return [
    `  ${rangeWords(approvals, "approval")}${approvals.most === 0 ? "" : `, ${after}`}`,
    `  ${rangeWords(notices, "notice")} from steps and stages`,
  ];
}

function rangeWords(
  { least, most }: { readonly least: number; readonly most: number },
  word: string,
): string {
  return least === most ? counted(most, word) : `${least} to ${counted(most, word)}`;
}

function nodeLines({ peakNodes, cost }: Simulated): readonly string[] {
  const money =
    cost === undefined ? "" : `; they cost about ${moneyWords(cost)} in half of the runs`;
  return [`  at most ${counted(peakNodes, "node")} above what there is, at once${money}`];
}

function notSimulated({ notCarried, fromSnapshots }: Simulated): readonly string[] {
  return notCarried.flatMap(({ words, clusters }) =>
    wrap("", clusters.length === fromSnapshots ? words : `${words} (${listed(clusters)})`, 0),
  );
}

function story({ worst, story: lines, replay, runs, violations }: Simulated): readonly string[] {
  const lasted = minutesUp(worst.endedAtMs - worst.startedAtMs);
  const which = runs === 1 ? "The run" : "The worst run";
  return [
    `${which}: seed ${worst.seed}, it ${END_WORDS[worst.end]} after ${lasted}`,
    ...lines.map((line) => `  ${line}`),
    ...(violations > 0 ? [`  ${worst.violation?.id ?? ""}: ${worst.reason}`] : []),
    "",
    `To see it again:  ${replay}`,
  ];
}
