import { knowledge } from "../../knowledge/knowledge.ts";
import { addonSupports } from "../../knowledge/look-up.ts";
import type { Outcome } from "../../model/outcome.ts";
import { minorOf } from "../../model/version.ts";
import { compareAddons, knownAs } from "../../plan/path/parts/addon-versions.ts";
import type { AddonView, AddonWorkload } from "../../ports/addon-port.ts";
import type { Decision, LookContext } from "../action.ts";
import type { AddonDeed } from "./deed.ts";
import type { AddonMoveInput } from "./input.ts";
import { type AddonLook, ask, decision, fails, goesOn, waits } from "./look.ts";
import { firstMemo, readAddonMemo } from "./memo.ts";
import {
  type Direction,
  isForeign,
  isSettled,
  isThere,
  keyOf,
  nameOf,
  podsThere,
  unsettledWords,
} from "./standing.ts";

/** One look at an add-on on its way up: CRDs first, then the part, then every pod of it healthy. */
export function decideAddonUpgrade(
  view: AddonView | undefined,
  input: AddonMoveInput,
  context: LookContext,
): Decision<AddonDeed> {
  const look = openLook(view, input, context, "upgrade");
  if ("deeds" in look) return look;
  return decideCrds(look) ?? decidePart(look);
}

/** What is seen before a way back. */
export interface RollbackSeen {
  readonly view: AddonView | undefined;
  /** The version of the control plane. */
  readonly kubernetes: string;
}

/**
 * One look at an add-on on its way back to the version before. Its CRDs stay. It does not go back
 * beside a Kubernetes that its publisher says that version does not work with (I3): what was moved
 * for its sake must not be taken from under it.
 */
export function decideAddonRollback(
  { view, kubernetes }: RollbackSeen,
  input: AddonMoveInput,
  context: LookContext,
): Decision<AddonDeed> {
  const look = openLook(view, input, context, "rollBack");
  if ("deeds" in look) return look;
  const { addon, to } = input;
  const known = knownAs(knowledge, addon, to);
  const isMade = addonSupports(knowledge, known, to, minorOf(kubernetes)).supported !== "no";
  if (isMade || isThere(look.part.version, to, "rollBack")) return decidePart(look);
  return fails(
    look,
    `${nameOf(input)} ${to} does not work beside Kubernetes ${kubernetes}, which runs by now: it is left at ${look.part.version}. Nothing was asked for`,
  );
}

/** The part that is to move, or why there is none to move. */
function openLook(
  view: AddonView | undefined,
  input: AddonMoveInput,
  context: LookContext,
  direction: Direction,
): AddonLook | Decision<AddonDeed> {
  const part = view?.parts.find((one) => one.part === input.part);
  if (view === undefined || part === undefined || part.workloads.length === 0) {
    return notThere(view, input, context);
  }
  const memo = readAddonMemo(context.memo) ?? firstMemo(part.version, context.nowMs);
  const look: AddonLook = { view, part, input, direction, context, memo };
  return isForeign(part, input, direction) ? foreign(look) : look;
}

function notThere(
  view: AddonView | undefined,
  input: AddonMoveInput,
  { memo }: LookContext,
): Decision<AddonDeed> {
  const name = nameOf(input);
  if (view !== undefined && input.part === "proxies") {
    return { deeds: [], outcome: { kind: "done", summary: `nothing carries ${name}` }, memo };
  }
  const why = `${name} is not to be found, though the plan has seen it. Nothing was asked for; plan again`;
  return { deeds: [], outcome: { kind: "failed", class: "terminal", why }, memo };
}

function foreign(look: AddonLook): Decision<AddonDeed> {
  const { part, input } = look;
  if (part.upgradingTo !== undefined) return moving(look, part.upgradingTo);
  const at = [...new Set(part.workloads.map(({ version }) => version))].join(" and ");
  const by = part.changedBy === "" ? "somebody else" : part.changedBy;
  return fails(
    look,
    `${nameOf(input)} is at ${at}, neither at ${input.from} nor at ${input.to}: ${by} has moved it. Nothing was asked for; plan again from where it is`,
  );
}

/** On its way, and not ours to move meanwhile. */
function moving(look: AddonLook, to: string): Decision<AddonDeed> {
  const { part, input } = look;
  const by = part.changedBy === "" ? "" : ` by ${part.changedBy}`;
  return waits(
    look,
    `${nameOf(input)} is being moved to ${to}${by}, which this step did not ask for; ${input.to} is asked for when that has ended`,
  );
}

/** CRDs of the version that is to come, before anything that needs them. Undefined when they are there. */
function decideCrds(look: AddonLook): Decision<AddonDeed> | undefined {
  const { view, input } = look;
  const { crds } = view;
  if (crds === undefined || input.part === "proxies") return undefined;
  const { version, upgradingTo, trouble } = crds;
  const from = version === "" ? "those that are there" : version;
  const words = `CRDs of ${input.addon} ${from} > ${input.to}`;
  if (upgradingTo !== undefined) {
    return compareAddons(upgradingTo, input.to) < 0
      ? waits(look, `${words} wait: they are being moved to ${upgradingTo}`)
      : goesOn(look, trouble === "" ? words : `${words}: ${trouble}`);
  }
  const isNewEnough = version !== "" && compareAddons(version, input.to) >= 0;
  if (isNewEnough) return trouble === "" ? undefined : goesOn(look, `${words}: ${trouble}`);
  return ask(look, { kind: "crds", from: version, to: input.to }, words);
}

function decidePart(look: AddonLook): Decision<AddonDeed> {
  const { part, input, direction } = look;
  const { upgradingTo, workloads } = part;
  if (upgradingTo !== undefined) {
    return compareAddons(upgradingTo, input.to) === 0
      ? goesOn(look, progressWords(look))
      : moving(look, upgradingTo);
  }
  if (part.failure !== "") return tryAgain(look);
  const left = workloads.filter(({ version }) => !isThere(version, input.to, direction));
  const isWell = workloads.every((workload) => left.includes(workload) || isSettled(workload));
  if (!isWell) return goesOn(look, `${progressWords(look)}: ${unsettledWords(workloads)}`);
  return left.length === 0 ? done(look) : askNext(look, left, progressWords(look));
}

function done(look: AddonLook): Decision<AddonDeed> {
  const { part, input, direction, memo } = look;
  const { from } = memo;
  const { all, there } = podsThere(part.workloads, input.to, direction);
  const name = nameOf(input);
  const move =
    from === part.version
      ? `${name} is at ${part.version} already`
      : `${name} ${from} > ${part.version}`;
  const summary = `${move}, ${there} of ${all} pods run it`;
  const outputs = { from, to: part.version };
  return decision(look, { kind: "done", summary, outputs });
}

/**
 * What was given up stays so until it is asked for again, and often the second time works. So each
 * try asks once, as often as the step's retry policy allows. It is counted here: to the policy the
 * looks in between are looks that worked.
 */
function tryAgain(look: AddonLook): Decision<AddonDeed> {
  const { part, input, context, memo, direction } = look;
  const why = `${nameOf(input)} could not be moved to ${input.to}: ${part.failure}`;
  const { asked } = memo;
  const wasAsked = asked !== undefined && asked.what !== "crds";
  if (!wasAsked || asked.atMs < context.startedAtMs) {
    const left = part.workloads.filter(({ version }) => !isThere(version, input.to, direction));
    const fresh = { ...look, memo: { ...memo, asked: undefined } };
    return askNext(fresh, left, `${why}; it is asked for again`);
  }
  const next = { ...look, memo: { ...memo, gaveUp: memo.gaveUp + 1 } };
  const { gaveUp } = next.memo;
  if (gaveUp > context.retries) return fails(next, `${why} (asked ${gaveUp} times)`);
  const outcome: Outcome = { kind: "failed", class: "transient", why };
  return decision(next, outcome);
}

/** Of proxies one portion of those that are left, of everything else all. */
function askNext(
  look: AddonLook,
  left: readonly AddonWorkload[],
  words: string,
): Decision<AddonDeed> {
  const { part, input, direction } = look;
  const { from, to, portionPercent } = input;
  const { before } = part;
  if (direction === "rollBack" && before?.blocked !== undefined) {
    return fails(look, `${nameOf(input)} cannot go back to ${to}: ${before.blocked}`);
  }
  const portion = Math.ceil((part.workloads.length * portionPercent) / 100);
  const workloads = input.part === "proxies" ? left.slice(0, portion).map(keyOf) : [];
  return ask(look, { kind: direction, from, to, workloads }, words);
}

function progressWords({ part, input, direction, memo }: AddonLook): string {
  const { there, all } = podsThere(part.workloads, input.to, direction);
  return `${nameOf(input)} ${memo.from} > ${input.to}: ${there} of ${all} pods are there`;
}
