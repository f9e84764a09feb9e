import * as z from "zod";
import type { Data, Json } from "../../model/data.ts";
import { formatDuration } from "../../model/duration.ts";
import type { Outcome } from "../../model/outcome.ts";
import type { BackupView, ProofFacts, SnapshotFacts } from "../../ports/backup-port.ts";
import type { Decision, LookContext } from "../action.ts";
import { readMemo } from "../read-memo.ts";
import { mayAsk } from "../start-answer.ts";
import { sizeWords, timeWords } from "./words.ts";

const LOOK_AGAIN_MS = 5_000;

export const backupInput = z.strictObject({
  proveByRestore: z.boolean().default(true),
  /** A proved backup of the version that runs, no older than this, does as well; left out, one is always taken. */
  maxAgeMs: z.int().min(60_000).optional(),
});

export type BackupInput = Data<typeof backupInput>;

/** What one look sees: every backup that is kept, and what the control plane runs. */
export interface BackupSeen {
  readonly backups: readonly BackupView[];
  readonly kubernetes: string;
}

export type BackupDeed =
  | { readonly kind: "begin"; readonly token: string; readonly owner: string }
  | { readonly kind: "prove"; readonly backup: string };

const memoSchema = z.strictObject({
  /** What was asked for last, and when. */
  asked: z.strictObject({ what: z.enum(["begin", "prove"]), atMs: z.number() }).optional(),
  /** How often it was seen to have failed after it was asked for. */
  gaveUp: z.int(),
});

interface Look {
  readonly seen: BackupSeen;
  readonly input: BackupInput;
  readonly context: LookContext;
  readonly memo: Data<typeof memoSchema>;
}

/**
 * One look at a backup on its way. It is done only when the proof has passed: a snapshot that nobody
 * restored is none. A proof that finds a difference ends the step for good, because another proof of
 * the same snapshot would find it too; what merely did not come about is asked for again, once a try.
 */
export function decideBackup(
  seen: BackupSeen,
  input: BackupInput,
  context: LookContext,
): Decision<BackupDeed> {
  const memo = readMemo(memoSchema, context.memo) ?? { gaveUp: 0 };
  const look: Look = { seen, input, context, memo };
  const own = seen.backups.find(({ token }) => token === tokenOf(context));
  if (own !== undefined) return decideOwn(look, own);
  const young = youngEnough(look);
  if (young !== undefined) return done(look, young);
  return ask(look, "begin", beginDeed(context), "a snapshot of etcd is asked for");
}

/** The name of this step's own backup: the same for every try of the upgrade. */
export function tokenOf({ owner, step }: LookContext): string {
  return `${owner}/${step}`;
}

/** The newest proved backup of a Kubernetes version that is no older than `maxAgeMs` at `nowMs`. */
export function newestProved(
  backups: readonly BackupView[],
  {
    kubernetes,
    maxAgeMs,
    nowMs,
  }: {
    readonly kubernetes: string;
    readonly maxAgeMs: number;
    readonly nowMs: number;
  },
): BackupView | undefined {
  return backups.findLast(
    ({ snapshot, proof }) =>
      snapshot.kind === "taken" &&
      proof.kind === "passed" &&
      snapshot.facts.kubernetes === kubernetes &&
      nowMs - snapshot.facts.takenAtMs <= maxAgeMs,
  );
}

function youngEnough({ seen, input, context }: Look): BackupView | undefined {
  const { maxAgeMs } = input;
  if (maxAgeMs === undefined) return undefined;
  const { kubernetes } = seen;
  return newestProved(seen.backups, { kubernetes, maxAgeMs, nowMs: context.nowMs });
}

function decideOwn(look: Look, backup: BackupView): Decision<BackupDeed> {
  const { input, context } = look;
  const { snapshot, proof } = backup;
  switch (snapshot.kind) {
    case "taking":
      return goesOn(look, `snapshot of etcd: ${snapshot.step}`);
    case "failed": {
      const why = `the snapshot of etcd failed: ${snapshot.why}`;
      return tryAgain(look, "begin", beginDeed(context), why);
    }
    case "taken":
      break;
  }
  const words = `snapshot of etcd at revision ${snapshot.facts.revision}, ${sizeWords(snapshot.facts.sizeBytes)}`;
  if (!input.proveByRestore) return done(look, backup);
  const prove: BackupDeed = { kind: "prove", backup: backup.id };
  switch (proof.kind) {
    case "none":
      return ask(look, "prove", prove, `${words}: its proof is asked for`);
    case "proving":
      return goesOn(look, `${words}; proof: ${proof.step}`);
    case "failed":
      return proof.differences.length > 0
        ? differs(look, backup.id, proof)
        : tryAgain(look, "prove", prove, `the proof of backup ${backup.id} failed: ${proof.why}`);
    case "passed":
      return done(look, backup);
  }
}

function differs(
  look: Look,
  id: string,
  { why, differences }: { readonly why: string; readonly differences: readonly string[] },
): Decision<BackupDeed> {
  const shown = differences.slice(0, 3).join("; ");
  const more = differences.length > 3 ? `; and ${differences.length - 3} more` : "";
  return decision(look, {
    kind: "failed",
    class: "terminal",
    why: `backup ${id} did not pass its proof: ${why} (${shown}${more}). It is no way back; find out why before anything is upgraded`,
    rule: "backup-not-proved",
  });
}

function done(look: Look, backup: BackupView): Decision<BackupDeed> {
  const { snapshot, proof, id } = backup;
  if (snapshot.kind !== "taken") return goesOn(look, "the snapshot is on its way");
  const { facts } = snapshot;
  const proved = proof.kind === "passed" ? proof.facts : undefined;
  const kept = backup.token === tokenOf(look.context) ? "" : keptWords(look, facts);
  const what = `etcd ${facts.kubernetes} backed up as ${id} at ${timeWords(facts.takenAtMs)}: revision ${facts.revision}, ${sizeWords(facts.sizeBytes)}, sha256 ${facts.hash.slice(0, 12)}`;
  const summary = `${what}${kept}; ${provedWords(proved)}`;
  return decision(look, { kind: "done", summary, outputs: outputsOf(id, facts, proved) });
}

function keptWords({ context }: Look, { takenAtMs }: SnapshotFacts): string {
  return ` (${formatDuration(context.nowMs - takenAtMs)} old, within the limit)`;
}

function provedWords(proof: ProofFacts | undefined): string {
  if (proof === undefined) return "not proved, as the plan says";
  const { kubernetes, objects, resources, sampled, notCompared } = proof;
  const left = notCompared.length === 0 ? "" : `; not compared: ${notCompared.join(", ")}`;
  return `proved by a restore at ${timeWords(proof.provedAtMs)}: an API server ${kubernetes} served ${objects} objects of ${resources} resources, ${sampled} compared, all as in the cluster${left}`;
}

function outputsOf(id: string, facts: SnapshotFacts, proof: ProofFacts | undefined) {
  const { takenAtMs, ...rest } = facts;
  const proved =
    proof === undefined
      ? { proved: false }
      : { proved: true, provedAt: timeWords(proof.provedAtMs), sampled: proof.sampled };
  return { backup: id, takenAt: timeWords(takenAtMs), ...rest, ...proved };
}

/** What failed stays as it is until it is asked for again: once a try, and counted here, as the looks in between are no failures. */
function tryAgain(
  look: Look,
  what: "begin" | "prove",
  deed: BackupDeed,
  why: string,
): Decision<BackupDeed> {
  const { context, memo } = look;
  const askedAtMs = memo.asked?.what === what ? memo.asked.atMs : undefined;
  if (askedAtMs === undefined || askedAtMs < context.startedAtMs) {
    return asking(look, what, deed, `${why}; it is asked for again`);
  }
  const next = { ...look, memo: { ...memo, gaveUp: memo.gaveUp + 1 } };
  return next.memo.gaveUp > context.retries
    ? decision(next, {
        kind: "failed",
        class: "terminal",
        why: `${why} (asked ${next.memo.gaveUp} times)`,
      })
    : decision(next, { kind: "failed", class: "transient", why });
}

function ask(
  look: Look,
  what: "begin" | "prove",
  deed: BackupDeed,
  words: string,
): Decision<BackupDeed> {
  const { memo, context } = look;
  const askedAtMs = memo.asked?.what === what ? memo.asked.atMs : undefined;
  return mayAsk(askedAtMs, context.nowMs) ? asking(look, what, deed, words) : goesOn(look, words);
}

function asking(
  look: Look,
  what: "begin" | "prove",
  deed: BackupDeed,
  words: string,
): Decision<BackupDeed> {
  const memo = { ...look.memo, asked: { what, atMs: look.context.nowMs } };
  return { ...goesOn({ ...look, memo }, words), deeds: [deed] };
}

function beginDeed(context: LookContext): BackupDeed {
  return { kind: "begin", token: tokenOf(context), owner: context.owner };
}

function goesOn(look: Look, progress: string): Decision<BackupDeed> {
  return decision(look, { kind: "requeue", afterMs: LOOK_AGAIN_MS, progress });
}

function decision({ memo }: Look, outcome: Outcome): Decision<BackupDeed> {
  const { asked, gaveUp } = memo;
  const kept: Json = { gaveUp, ...(asked === undefined ? {} : { asked }) };
  return { deeds: [], outcome, memo: kept };
}
