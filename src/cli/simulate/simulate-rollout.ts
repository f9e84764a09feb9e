import { actionCatalog } from "../../actions/catalog.ts";
import { formatDuration } from "../../model/duration.ts";
import type { Event } from "../../model/event.ts";
import { shortHash } from "../../model/hash.ts";
import { faultsText } from "../../simulate/faults/fault-kinds.ts";
import { runTrial } from "../../simulate/trial/run-trial.ts";
import { summarize, type Summary, worseFirst } from "../../simulate/trial/summary.ts";
import type { Trial } from "../../simulate/trial/trial.ts";
import { storyLines } from "../../simulate/trial/trial-story.ts";
import type { Cli } from "../cli.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { UserError } from "../user-error.ts";
import { openCase, type OpenedCase } from "./open-case.ts";
import { type Asked, readOptions, type SimulateOptions } from "./read-options.ts";
import { renderSimulation } from "./render-simulation.ts";

export type { SimulateOptions } from "./read-options.ts";

/** All that a simulation has to say; `-o json` prints it whole. */
export interface Simulated extends Summary {
  readonly rollout: string;
  readonly fleet: string;
  readonly plan: string;
  readonly startMs: number;
  readonly startedBy: OpenedCase["startedBy"];
  readonly faults: string;
  readonly firstSeed: number;
  readonly approveAfterMs: number;
  readonly fromWorld: number;
  readonly fromSnapshots: number;
  readonly notCarried: OpenedCase["notCarried"];
  /** Lines of the worst run's story. */
  readonly story: readonly string[];
  /** The command that shows the worst run again, to the same bytes. */
  readonly replay: string;
  /** Runs that were asked for; more than `runs` where somebody stopped it. */
  readonly asked: number;
}

/** Simulates a rollout many times and prints what came of it; returns the exit code. */
export async function simulateRollout(
  cli: Cli,
  rollout: string | undefined,
  options: SimulateOptions,
): Promise<ExitCode> {
  const asked = readOptions(options);
  const opened = await openCase(rollout, options, asked.startMs, cli.clock);
  if (opened.tried.plan.stages.every(({ clusters }) => clusters.length === 0)) {
    throw new UserError(
      "the plan upgrades no cluster, and so there is nothing to simulate",
      "fleetlift plan shows why, with the same files",
      exitCodes.needsPerson,
    );
  }
  refuseMissing(opened);
  const { trials, worstEvents } = await runAll(cli, opened, asked);
  if (trials.length === 0) return exitCodes.detached;
  const simulated = tellOf(opened, asked, trials, { rollout, options, worstEvents });
  cli.terminal.out(await print(simulated, opened, options));
  return trials.length < asked.runs ? exitCodes.detached : exitCode(simulated);
}

/** Runs that fail for what the simulation does not have would say nothing of the rollout. */
function refuseMissing({ missingAddons: [missing] }: OpenedCase): void {
  if (missing === undefined) return;
  const { addon, clusters } = missing;
  const [first = "", ...others] = clusters;
  const those = others.length === 0 ? first : `${first} and ${others.length} more`;
  throw new UserError(
    `the plan moves ${addon} of ${those}, and it cannot be told from what was seen which workloads that is: this rollout cannot be simulated`,
    "observe the clusters with what runs in them (fleetlift observe), or write a World that has it",
    exitCodes.needsPerson,
  );
}

interface Runs {
  readonly trials: readonly Trial[];
  /** Of the run that went worst. */
  readonly worstEvents: readonly Event[];
}

const SAY_EVERY_MS = 1_000;
/** To the beginning of the line, with nothing on it. */
const ANEW = "\r\u001B[K";

async function runAll(
  { terminal, clock }: Cli,
  { tried }: OpenedCase,
  { faults, runs, seed, approveAfterMs }: Asked,
): Promise<Runs> {
  const { interrupted } = terminal;
  const trials: Trial[] = [];
  let worst: { readonly trial: Trial; readonly events: readonly Event[] } | undefined;
  const begunMs = clock.nowMs();
  let saidMs = begunMs;
  while (trials.length < runs) {
    const events: Event[] = [];
    const trial = await runTrial({
      case: tried,
      actions: actionCatalog,
      seed: seed + trials.length,
      faults,
      approveAfterMs,
      onEvent: (event) => events.push(event),
      isStopped: () => {
        if (terminal.live && clock.nowMs() - saidMs > SAY_EVERY_MS) {
          saidMs = clock.nowMs();
          terminal.err(`${ANEW}run ${trials.length + 1} of ${runs}, ${events.length} events`);
        }
        return interrupted.aborted;
      },
    });
    if (interrupted.aborted) break;
    trials.push(trial);
    if (worst === undefined || worseFirst(trial, worst.trial) < 0) worst = { trial, events };
  }
  if (saidMs !== begunMs) terminal.err(ANEW);
  return { trials, worstEvents: worst?.events ?? [] };
}

function tellOf(
  opened: OpenedCase,
  { faults, runs, seed, approveAfterMs }: Asked,
  trials: readonly Trial[],
  {
    rollout,
    options,
    worstEvents,
  }: {
    readonly rollout: string | undefined;
    readonly options: SimulateOptions;
    readonly worstEvents: readonly Event[];
  },
): Simulated {
  const { plan } = opened.tried;
  const summary = summarize(opened.tried, trials);
  // The simulated plan differs by the providers of its clusters; people know the other one.
  const known = (words: string): string =>
    words.replaceAll(shortHash(opened.tried.hash), shortHash(opened.hash));
  const knownReason = <T extends { readonly reason: string }>(one: T): T => ({
    ...one,
    reason: known(one.reason),
  });
  return {
    ...summary,
    ends: summary.ends.map(knownReason),
    clusters: summary.clusters.map(knownReason),
    worst: knownReason(summary.worst),
    rollout: plan.rollout,
    fleet: plan.fleet,
    plan: opened.hash,
    startMs: opened.startMs,
    startedBy: opened.startedBy,
    faults: faultsText(faults),
    firstSeed: seed,
    approveAfterMs,
    fromWorld: opened.fromWorld.length,
    fromSnapshots: opened.fromSnapshots.length,
    notCarried: opened.notCarried,
    story: storyLines(worstEvents, opened.startMs, options.story !== true).map(known),
    replay: replayCommand(rollout, options, { opened, seed: summary.worst.seed }),
    asked: runs,
  };
}

/** Now would be another time when it is typed: the start is named. */
function replayCommand(
  rollout: string | undefined,
  options: SimulateOptions,
  { opened, seed }: { readonly opened: OpenedCase; readonly seed: number },
): string {
  const { filename = [], world, faults, approveAfter } = options;
  const start =
    opened.startedBy === "world" ? [] : ["--start", new Date(opened.startMs).toISOString()];
  return [
    "fleetlift simulate",
    ...(rollout === undefined ? [] : [rollout]),
    ...filename.flatMap((file) => ["-f", file]),
    ...(world === undefined ? [] : ["--world", world]),
    ...(faults === "none" ? [] : ["--faults", faults]),
    ...(approveAfter === "0s" ? [] : ["--approve-after", approveAfter]),
    ...start,
    `--seed ${seed} --runs 1 --story`,
  ].join(" ");
}

/** A broken promise, or no run that ended well: 1. Somebody is needed, or it does not fit: 3. */
function exitCode({ ends, violations, clusters, late }: Simulated): ExitCode {
  const kinds = new Set(ends.map(({ end }) => end));
  const isBad = (end: string): boolean => end === "failed" || end === "refused";
  if (violations > 0 || [...kinds].every(isBad)) return exitCodes.failed;
  const isWell = [...kinds].every((end) => end === "done");
  return isWell && clusters.length === 0 && late.length === 0
    ? exitCodes.done
    : exitCodes.needsPerson;
}

async function print(
  simulated: Simulated,
  opened: OpenedCase,
  { output }: SimulateOptions,
): Promise<string> {
  if (output === undefined) return renderSimulation(simulated, opened.tried.plan);
  if (output === "json") return `${JSON.stringify(asData(simulated), null, 2)}\n`;
  const { stringify } = await import("yaml");
  return stringify(asData(simulated), { aliasDuplicateObjects: false });
}

/** With the worst run by its seed: its clusters are in the story. */
function asData({ worst, ...rest }: Simulated): object {
  const { seed, end, reason, startedAtMs, endedAtMs } = worst;
  const lasted = formatDuration(endedAtMs - startedAtMs);
  return { ...rest, worst: { seed, end, reason, lasted, startedAtMs, endedAtMs } };
}
