import { brokenAt, emptyHead, type Event } from "../../src/model/event.ts";
import { canonicalJson } from "../../src/model/hash.ts";
import type { Verdict } from "../prove.ts";
import type { Run } from "./disturbed.ts";

/** The two runs must have the same end, the same story for each cluster, and the same consequences. */
export function compare(calm: Run, rough: Run): Verdict {
  const losses = [
    ...(calm.ended ? [] : ["the undisturbed run did not end"]),
    ...(rough.ended ? [] : ["the disturbed run did not end"]),
    ...differences("story", storiesOf(calm.events), storiesOf(rough.events)),
    ...differences("consequences", calm.consequences.same, rough.consequences.same),
    ...calm.consequences.wrongs,
    ...rough.consequences.wrongs,
    ...brokenStreams(rough.events),
  ];
  for (const loss of losses) process.stderr.write(`${loss}\n`);
  const { fleetlift, restate, otherCode } = rough.killed;
  const told = rough.events.filter(({ kind }) => kind === "step.intends").length;
  const repeats =
    rough.consequences.repeats + doubledIntents(rough.events) - doubledIntents(calm.events);
  return {
    holds: losses.length === 0,
    figures: `${fleetlift + restate} kills (${fleetlift} fleetlift, ${restate} Restate, ${otherCode} with other code after it), ${Math.max(0, repeats)} repeats of ${told} told deeds without a second consequence, ${losses.length} losses, ${rough.seconds} s (undisturbed ${calm.seconds} s)`,
  };
}

/** What each cluster's steps came to, in their order; not when, and not how often was looked. */
function storiesOf(events: readonly Event[]): Readonly<Record<string, unknown>> {
  const told = new Set([
    "step.done",
    "step.failed",
    "step.skipped",
    "cluster.ended",
    "rollout.ended",
  ]);
  const stories: Record<string, string[]> = {};
  for (const { kind, cluster = "rollout", step = "", attempt = 0, result = "" } of events) {
    if (told.has(kind)) (stories[cluster] ??= []).push([kind, attempt, step, result].join(" "));
  }
  return stories;
}

function differences(
  what: string,
  calm: Readonly<Record<string, unknown>>,
  rough: Readonly<Record<string, unknown>>,
): readonly string[] {
  return [...new Set([...Object.keys(calm), ...Object.keys(rough)])]
    .filter((name) => canonicalJson(calm[name] ?? null) !== canonicalJson(rough[name] ?? null))
    .map(
      (name) =>
        `${what} of ${name} differs:\n  undisturbed ${canonicalJson(calm[name] ?? null)}\n  disturbed   ${canonicalJson(rough[name] ?? null)}`,
    );
}

/** Deeds that were told more than once in a stream: done again after a kill. */
function doubledIntents(events: readonly Event[]): number {
  const seen = new Set<string>();
  let doubled = 0;
  for (const { kind, stream, step, reason } of events) {
    if (kind !== "step.intends") continue;
    const key = `${stream} ${step} ${reason}`;
    if (seen.has(key)) doubled += 1;
    seen.add(key);
  }
  return doubled;
}

function brokenStreams(events: readonly Event[]): readonly string[] {
  return [...Map.groupBy(events, ({ stream }) => stream)]
    .map(([stream, told]) => [stream, brokenAt(emptyHead(stream), told)] as const)
    .filter(([, at]) => at !== undefined)
    .map(([stream, at]) => `the chain of ${stream} is broken at ${at}`);
}
