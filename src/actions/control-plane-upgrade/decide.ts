import * as z from "zod";
import { controlPlaneStepAllowed, kubeletLag, maxKubeletLag } from "../../knowledge/skew.ts";
import type { Data, Json } from "../../model/data.ts";
import type { Outcome } from "../../model/outcome.ts";
import { compareVersions, versionSchema } from "../../model/version.ts";
import type { ProviderView } from "../../ports/provider-port.ts";
import type { Decision, LookContext } from "../action.ts";
import { FOREIGN_WRITER } from "../foreign-writer.ts";
import { readMemo } from "../read-memo.ts";
import { ASK_AGAIN_MS, mayAsk } from "../start-answer.ts";
import { foreignMove, isWanted } from "./foreign-move.ts";

const LOOK_AGAIN_MS = 15_000;

export const controlPlaneInput = z.strictObject({
  to: versionSchema,
  /** Nothing is started without a proved backup of the version that is left, no older than this. */
  backupWithinMs: z.int().min(60_000).optional(),
});

export type ControlPlaneInput = Data<typeof controlPlaneInput>;

/** Asks the provider to bring the control plane to a version. */
export type StartDeed = {
  readonly kind: "start";
  readonly from: string;
  readonly to: string;
  readonly token: string;
};

const memoSchema = z.strictObject({
  /** Where it stood at the first look, so that the words are right to the end. */
  from: z.string(),
  askedAtMs: z.number().optional(),
  /** How often it was seen to have given up what we had asked for. */
  gaveUp: z.int().optional(),
});

interface Look {
  readonly view: ProviderView;
  readonly to: string;
  readonly context: LookContext;
  readonly from: string;
  readonly askedAtMs: number | undefined;
  readonly gaveUp: number;
}

/**
 * One look at a control plane on its way to a version. It is done only when the provider is at rest
 * and every API server says so itself; a skipped minor is refused before anything is asked (I1).
 */
export function decideControlPlane(
  view: ProviderView,
  { to }: ControlPlaneInput,
  context: LookContext,
): Decision<StartDeed> {
  const memo = readMemo(memoSchema, context.memo);
  const from = memo?.from ?? view.controlPlaneVersion;
  const look: Look = {
    view,
    to,
    context,
    from,
    askedAtMs: memo?.askedAtMs,
    gaveUp: memo?.gaveUp ?? 0,
  };
  const found = memo?.from;
  const foreign = foreignMove({ view, to, found, nowMs: context.nowMs });
  if (foreign !== undefined) {
    const outcome = {
      kind: "failed",
      class: "terminal",
      why: foreign,
      rule: FOREIGN_WRITER,
    } as const;
    return decision(look, outcome);
  }
  const there = everyServerThere(look);
  if (!there && !controlPlaneStepAllowed(view.controlPlaneVersion, to)) return skipsMinors(look);
  switch (view.status) {
    case "active":
      return there ? done(look) : askOrWait(look, progressWords(look));
    case "upgrading":
      return upgrading(look);
    case "failed":
      return tryAgain(look);
  }
}

function done(look: Look): Decision<StartDeed> {
  const { view, from } = look;
  const now = view.controlPlaneVersion;
  const move = from === now ? `is at ${now} already` : `${from} > ${now}`;
  const seen = `seen on ${view.servers.length} of ${view.servers.length} API servers`;
  const outputs = { from, to: now };
  return decision(look, { kind: "done", summary: `control plane ${move}, ${seen}`, outputs });
}

function skipsMinors(look: Look): Decision<StartDeed> {
  const { view, to } = look;
  return decision(look, {
    kind: "failed",
    class: "terminal",
    why: `a control plane at ${view.controlPlaneVersion} cannot go to ${to} in one step: it passes every minor. Nothing was started; plan again from where it is`,
  });
}

function upgrading(look: Look): Decision<StartDeed> {
  const { view, to } = look;
  const words = progressWords(look);
  // A provider that does not say where it is going tells us when it is asked for `to` again.
  if (view.upgradingTo === undefined && !everyServerThere(look)) return askOrWait(look, words);
  if (view.upgradingTo === undefined || isWanted(view.upgradingTo, to)) return goesOn(look, words);
  return decision(look, {
    kind: "waiting",
    afterMs: ASK_AGAIN_MS,
    for: `control plane is being upgraded to ${view.upgradingTo}, which an upgrade before this one asked for; ${to} is asked for when that has ended`,
    needsPerson: false,
  });
}

/**
 * Providers leave a failed upgrade as it is until it is asked for again, and often the second time
 * works. So each try asks once, and what is still failed after that is a passing failure, as often as
 * the step's retry policy allows. It is counted here: to the policy the looks in between, at an upgrade
 * on its way, are looks that worked, and break its row of failures.
 */
function tryAgain(look: Look): Decision<StartDeed> {
  const { view, context, askedAtMs, to, gaveUp } = look;
  const why = `the provider could not upgrade the control plane to ${to}: ${view.statusReason}`;
  if (askedAtMs === undefined || askedAtMs < context.startedAtMs) {
    return ask(look, `${why}; it is asked again`);
  }
  const next = { ...look, gaveUp: gaveUp + 1 };
  return next.gaveUp > context.retries
    ? decision(next, {
        kind: "failed",
        class: "terminal",
        why: `${why} (asked ${next.gaveUp} times)`,
      })
    : decision(next, { kind: "failed", class: "transient", why });
}

function askOrWait(look: Look, words: string): Decision<StartDeed> {
  return mayAsk(look.askedAtMs, look.context.nowMs) ? ask(look, words) : goesOn(look, words);
}

function ask(look: Look, words: string): Decision<StartDeed> {
  const { view, to, context } = look;
  const behind = leftBehind(look);
  if (behind !== undefined)
    return decision(look, { kind: "failed", class: "terminal", why: behind });
  const token = `${context.owner}/${context.step}`;
  return {
    ...goesOn({ ...look, askedAtMs: context.nowMs }, words),
    deeds: [{ kind: "start", from: view.controlPlaneVersion, to, token }],
  };
}

/** Why the nodes forbid it (I2): since the plan was made one may have been added, or its pool's step skipped. */
function leftBehind({ view, to }: Look): string | undefined {
  for (const pool of view.pools) {
    for (const { name, kubeletVersion } of pool.nodes) {
      if (kubeletVersion === undefined) continue;
      const most = maxKubeletLag(kubeletVersion);
      if (!(kubeletLag(kubeletVersion, to) > most)) continue;
      return `node ${name} of pool ${pool.name} is at ${kubeletVersion}, and at ${to} the control plane would leave it more than ${most} minors behind. Nothing was started; plan again from where the nodes are`;
    }
  }
  return undefined;
}

function goesOn(look: Look, progress: string): Decision<StartDeed> {
  return decision(look, { kind: "requeue", afterMs: LOOK_AGAIN_MS, progress });
}

function decision({ from, askedAtMs, gaveUp }: Look, outcome: Outcome): Decision<StartDeed> {
  const memo: Json = {
    from,
    ...(askedAtMs === undefined ? {} : { askedAtMs }),
    ...(gaveUp === 0 ? {} : { gaveUp }),
  };
  return { deeds: [], outcome, memo };
}

function isThere(version: string, to: string): boolean {
  return compareVersions(version, to) >= 0;
}

/** No server listed is nothing seen, and never a success. */
function everyServerThere({ view, to }: Look): boolean {
  return view.servers.length > 0 && view.servers.every(({ version }) => isThere(version, to));
}

function progressWords({ view, from, to }: Look): string {
  const there = view.servers.filter(({ version }) => isThere(version, to)).length;
  return `control plane ${from} > ${to}: ${there} of ${view.servers.length} API servers are there`;
}
