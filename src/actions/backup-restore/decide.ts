import * as z from "zod";
import type { Data, Json } from "../../model/data.ts";
import type { Outcome } from "../../model/outcome.ts";
import { compareVersions } from "../../model/version.ts";
import type { BackupView, RestoreView } from "../../ports/backup-port.ts";
import type { ProviderView } from "../../ports/provider-port.ts";
import type { Decision, LookContext } from "../action.ts";
import { timeWords } from "../backup-etcd/words.ts";
import { readMemo } from "../read-memo.ts";
import { mayAsk } from "../start-answer.ts";

const LOOK_AGAIN_MS = 5_000;

export const restoreInput = z.strictObject({
  /** Its id; the newest proved one that this upgrade took when left out. */
  backup: z.string().min(1).optional(),
});

export type RestoreInput = Data<typeof restoreInput>;

export interface RestoreSeen {
  readonly backups: readonly BackupView[];
  readonly restore: RestoreView | undefined;
  /** Undefined while its API server does not answer. */
  readonly view: ProviderView | undefined;
}

export type RestoreDeed = {
  readonly kind: "restore";
  readonly backup: string;
  readonly token: string;
  readonly to: string;
};

const memoSchema = z.strictObject({ askedAtMs: z.number().optional(), gaveUp: z.int() });

interface Look {
  readonly seen: RestoreSeen;
  readonly input: RestoreInput;
  readonly context: LookContext;
  readonly memo: Data<typeof memoSchema>;
}

/**
 * One look at a cluster on its way back to a backup. It is done when every API server says that it
 * runs the version of then. Only a proved backup is gone back to, and nothing is stopped before one
 * is found: a cluster that cannot go back is better left as it stands.
 */
export function decideRestore(
  seen: RestoreSeen,
  input: RestoreInput,
  context: LookContext,
): Decision<RestoreDeed> {
  const memo = readMemo(memoSchema, context.memo) ?? { gaveUp: 0 };
  const look: Look = { seen, input, context, memo };
  const { restore } = seen;
  switch (restore?.kind) {
    case "restoring":
      return goesOn(look, `back to ${restore.backup}: ${restore.step}`);
    case "restored":
      return restored(look, restore);
    case "failed":
    case undefined:
      return begin(look, restore?.why);
  }
}

/** The name of this step's restore: the same for every try of the upgrade. */
export function restoreToken({ owner, step }: LookContext): string {
  return `${owner}/${step}`;
}

function begin(look: Look, failure: string | undefined): Decision<RestoreDeed> {
  const { context, memo } = look;
  const found = backupFor(look);
  if (typeof found === "string") return fails(look, found);
  const { id, snapshot } = found;
  const to = snapshot.kind === "taken" ? snapshot.facts.kubernetes : "";
  const deed: RestoreDeed = { kind: "restore", backup: id, token: restoreToken(context), to };
  if (failure === undefined) {
    const words = `the cluster goes back to ${id} (Kubernetes ${to})`;
    return mayAsk(memo.askedAtMs, context.nowMs) ? ask(look, deed, words) : goesOn(look, words);
  }
  const why = `the cluster could not be taken back to ${id}: ${failure}`;
  if (memo.askedAtMs === undefined || memo.askedAtMs < context.startedAtMs) {
    return ask(look, deed, `${why}; it is asked for again`);
  }
  const next = { ...look, memo: { ...memo, gaveUp: memo.gaveUp + 1 } };
  return next.memo.gaveUp > context.retries
    ? fails(next, `${why} (asked ${next.memo.gaveUp} times)`)
    : decision(next, { kind: "failed", class: "transient", why });
}

/** The backup to go back to; why there is none, in words. */
function backupFor({ seen, input, context }: Look): BackupView | string {
  const { backup: id } = input;
  if (id !== undefined) {
    const named = seen.backups.find((one) => one.id === id);
    if (named === undefined) return `there is no backup ${id}; nothing was stopped`;
    return named.proof.kind === "passed"
      ? named
      : `backup ${id} is not proved, and is no way back; nothing was stopped`;
  }
  const own = seen.backups.findLast(
    ({ owner, proof }) => owner === context.owner && proof.kind === "passed",
  );
  return (
    own ??
    "this upgrade has no proved backup to go back to; nothing was stopped, and the cluster stands as it failed"
  );
}

function restored(
  look: Look,
  { backup, atMs }: Extract<RestoreView, { kind: "restored" }>,
): Decision<RestoreDeed> {
  const found = look.seen.backups.find(({ id }) => id === backup);
  const facts = found?.snapshot.kind === "taken" ? found.snapshot.facts : undefined;
  if (facts === undefined) return fails(look, `backup ${backup} was taken away meanwhile`);
  const { kubernetes, takenAtMs } = facts;
  const { view } = look.seen;
  const isThere =
    view?.status === "active" &&
    view.servers.length > 0 &&
    view.servers.every(({ version }) => compareVersions(version, kubernetes) === 0);
  if (!isThere)
    return goesOn(look, `back to ${backup}: the API servers are not at ${kubernetes} yet`);
  const summary = `control plane is back at ${kubernetes}, with its objects as in ${backup} of ${timeWords(takenAtMs)}; what was changed since then is lost`;
  const outputs = {
    backup,
    kubernetes,
    takenAt: timeWords(takenAtMs),
    restoredAt: timeWords(atMs),
  };
  return decision(look, { kind: "done", summary, outputs });
}

function ask(look: Look, deed: RestoreDeed, words: string): Decision<RestoreDeed> {
  const memo = { ...look.memo, askedAtMs: look.context.nowMs };
  return { ...goesOn({ ...look, memo }, words), deeds: [deed] };
}

function goesOn(look: Look, progress: string): Decision<RestoreDeed> {
  return decision(look, { kind: "requeue", afterMs: LOOK_AGAIN_MS, progress });
}

function fails(look: Look, why: string): Decision<RestoreDeed> {
  return decision(look, { kind: "failed", class: "terminal", why });
}

function decision({ memo }: Look, outcome: Outcome): Decision<RestoreDeed> {
  const { askedAtMs, gaveUp } = memo;
  const kept: Json = { gaveUp, ...(askedAtMs === undefined ? {} : { askedAtMs }) };
  return { deeds: [], outcome, memo: kept };
}
