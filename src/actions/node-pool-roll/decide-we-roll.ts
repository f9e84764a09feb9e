import type { Outcome } from "../../model/outcome.ts";
import { compareVersions } from "../../model/version.ts";
import type { PodView } from "../../ports/cluster-port.ts";
import type { Decision } from "../action.ts";
import { mayAsk } from "../start-answer.ts";
import { mayTryAgain, nextBatch, surgeIsReady, wantedFresh } from "./batch.ts";
import { lookAtClocks } from "./blocked.ts";
import type { RollDeed } from "./deed.ts";
import { type Drain, lookAtDrains, mayRemove } from "./drain.ts";
import { nextClock } from "./next-clock.ts";
import { kubeletObstacle } from "./kubelet-obstacle.ts";
import { clockKey, type DrainClock, memoJson } from "./memo.ts";
import { podObstacle } from "./obstacle.ts";
import { isThere, type RollNode } from "./pool-nodes.ts";
import { marksToTakeOff, TAINTS_AT_ONCE } from "./put-back.ts";
import type { Roll } from "./roll.ts";
import { completingWords, heldWords, progressWords, quarantinedWords } from "./words.ts";

const LOOK_AGAIN_MS = 10_000;
const HELD_LOOK_AGAIN_MS = 15_000;
/** Replacements of pods that left take about so long; a budget that holds longer is named. */
const WORTH_TELLING_MS = 60_000;
/** In one look, so that records stay small; the rest comes with the next. */
const EVICTIONS_AT_ONCE = 50;

/**
 * One look at a pool that we roll, node by node: surge, taint the old nodes, cordon a batch, drain it
 * through the Eviction API, remove it, and again. Keeps I2, I4 and I9; each stage is begun only when
 * the one before is seen in the world.
 */
export function decideWeRoll(roll: Roll): Decision<RollDeed> {
  if (roll.strangers.length > 0) return differentClusters(roll);
  if (poolIsThere(roll)) return tidyUp(roll);
  const drains = lookAtDrains(roll);
  const stop = kubeletObstacle(roll.seen.view, roll.input) ?? podsOnOldNodes(roll);
  if (stop !== undefined) return failed(roll, stop);
  const clocks = lookAtClocks(roll, drains);
  if (clocks.kind === "fail") return failed(roll, clocks.why);
  return rollOn(roll, drains, clocks);
}

function rollOn(
  roll: Roll,
  all: readonly Drain[],
  given: { readonly deeds: readonly RollDeed[]; readonly nodes: readonly string[] },
): Decision<RollDeed> {
  const drains = all.filter(({ node }) => !given.nodes.includes(node.name));
  const going = roll.taken.filter(({ name }) => !given.nodes.includes(name));
  // What is given up now serves again only at the next look.
  const batch = mayTakeMore(roll) && given.nodes.length === 0 ? nextBatch(roll) : [];
  const addNodes = surge(roll);
  const removals = removalsOf(roll, drains);
  const deeds: readonly RollDeed[] = [
    ...addNodes,
    ...taints(roll),
    ...given.deeds,
    ...cordons([...going, ...batch]),
    ...moves(drains, roll.input.onTimeout === "Quarantine"),
    ...removals,
  ];
  const moving = deeds.length > 0 || somethingMoves(roll, drains);
  // The clock of what is given up stays until its mark is seen.
  const memo = nextMemo(roll, { drains: all, batch, addNodes, removals, moving });
  return { deeds, outcome: outcomeOf(roll, drains, moving), memo };
}

/** All of it moved, but for nodes that were given up and are not to be tried again. */
function poolIsThere(roll: Roll): boolean {
  const { old, fresh, quarantined, input } = roll;
  return (
    old.length === quarantined.length &&
    fresh.length >= wantedFresh(roll) &&
    fresh.length >= roll.size - quarantined.length &&
    mayTryAgain(roll).length === 0 &&
    fresh.every((node) => isThere(node, input.to))
  );
}

/** Nothing of ours stays on the nodes that stay (I9). */
function tidyUp(roll: Roll): Decision<RollDeed> {
  const { input, fresh, memo, quarantined } = roll;
  const deeds = marksToTakeOff(roll);
  const blocked = quarantinedWords(roll);
  const all = fresh.length + quarantined.length;
  const words = `pool ${input.pool}: ${fresh.length} of ${all} nodes at ${input.to} and Ready${blocked === "" ? "" : `; ${blocked}`}`;
  const outcome: Outcome =
    deeds.length === 0
      ? { kind: "done", summary: words, ...quarantineOutput(roll) }
      : { kind: "requeue", afterMs: LOOK_AGAIN_MS, progress: `${words}, our marks are taken off` };
  return { deeds, outcome, memo: memoJson({ ...memo, clocks: {} }) };
}

/** For later steps, and whoever reads the report: the nodes by name, and why, as far as there is room. */
function quarantineOutput({ quarantined }: Roll) {
  if (quarantined.length === 0) return {};
  const nodes = quarantined.map(({ name }) => name);
  const why = quarantined.map(({ quarantine }) => (quarantine?.reason ?? "").slice(0, 150));
  return { outputs: { quarantined: nodes.slice(0, 5), why: why.slice(0, 5), count: nodes.length } };
}

function podsOnOldNodes({ seen, old, quarantined, input, context }: Roll): string | undefined {
  // A node that was given up serves on, and may be given pods that nothing is going to move.
  const leaving = old.filter((node) => !quarantined.includes(node));
  const names = new Set(leaving.map(({ name }) => name));
  const pods = seen.pods.filter(({ node }) => names.has(node));
  return podObstacle(pods, seen.budgets, input, context.nowMs);
}

/** More new nodes, when there are too few and they are not asked for already. */
function surge(roll: Roll): readonly Extract<RollDeed, { kind: "ensureNodes" }>[] {
  const { input, context, memo, fresh } = roll;
  const wanted = wantedFresh(roll);
  if (fresh.length >= wanted) return [];
  // The provider counts nodes of this very version; later ones serve as well.
  const newer = fresh.filter(({ kubelet }) => compareVersions(kubelet ?? "", input.to) > 0).length;
  const count = wanted - newer;
  const last = memo.asked?.count === count ? memo.asked.atMs : undefined;
  if (!mayAsk(last, context.nowMs)) return [];
  const token = `${context.owner}/${context.step}/${count}`;
  return [{ kind: "ensureNodes", pool: input.pool, version: input.to, count, token }];
}

/** All old nodes, before the first is drained: a pod that must move goes to a new node at once. */
function taints(roll: Roll): readonly RollDeed[] {
  if (!surgeIsReady(roll)) return [];
  const bare = toTaint(roll).map(({ name }) => name);
  return bare.length === 0
    ? []
    : [{ kind: "avoid", nodes: bare.slice(0, TAINTS_AT_ONCE), on: true }];
}

function toTaint({ old }: Roll): readonly RollNode[] {
  return old.filter(({ inApi, avoided }) => inApi && !avoided);
}

function mayTakeMore(roll: Roll): boolean {
  return surgeIsReady(roll) && toTaint(roll).length === 0;
}

/** Only what is open is cordoned: a cordon of someone else is as good, and stays theirs. */
function cordons(nodes: readonly RollNode[]): readonly RollDeed[] {
  return nodes
    .filter(({ inApi, unschedulable }) => inApi && !unschedulable)
    .map(({ name }) => ({ kind: "cordon", node: name }));
}

function moves(drains: readonly Drain[], waits: boolean): readonly RollDeed[] {
  const closed = drains.filter((drain) => drain.closed);
  const ref = ({ namespace, name, uid, node }: PodView) => ({ namespace, name, uid, node });
  return [
    ...closed
      .flatMap(({ finished }) => finished)
      .map((pod): RollDeed => ({ kind: "deletePod", ...ref(pod) })),
    ...closed
      .flatMap(({ free }) => free)
      .map((pod): RollDeed => ({
        kind: "evict",
        ...ref(pod),
        ...(waits && { waits: true as const }),
      })),
  ].slice(0, EVICTIONS_AT_ONCE);
}

function removalsOf(roll: Roll, drains: readonly Drain[]) {
  const { input, context } = roll;
  return drains
    .filter((drain) => mayRemove(drain, context.nowMs))
    .filter(({ removalAskedAtMs }) => mayAsk(removalAskedAtMs, context.nowMs))
    .map(({ node }) => ({
      kind: "removeNode" as const,
      pool: input.pool,
      node: node.name,
      token: `${context.owner}/${context.step}/${node.name}`,
    }));
}

/** Whether the world goes on by itself: pods or nodes that are going, nodes that are joining. */
function somethingMoves({ fresh, input, ...roll }: Roll, drains: readonly Drain[]): boolean {
  return (
    drains.some(({ terminating, empty }) => terminating.length > 0 || empty) ||
    fresh.length < wantedFresh({ ...roll, fresh, input }) ||
    !fresh.every((node) => isThere(node, input.to))
  );
}

/** Held by a budget for a moment is how every drain goes; it is a wait when it lasts or will not end. */
function outcomeOf(roll: Roll, drains: readonly Drain[], moving: boolean): Outcome {
  const progress = progressWords(roll, drains);
  const goesOn: Outcome = { kind: "requeue", afterMs: LOOK_AGAIN_MS, progress };
  const blocked = drains.find(({ held }) => held.length > 0);
  const [hold] = blocked?.held ?? [];
  if (moving) return goesOn;
  if (blocked === undefined || hold === undefined) return completing(roll, drains) ?? goesOn;
  const waitedMs = roll.context.nowMs - (roll.memo.movedAtMs ?? blocked.sinceMs);
  const { words, needsPerson } = heldWords(roll, blocked, hold, waitedMs);
  if (!needsPerson && waitedMs < WORTH_TELLING_MS) return goesOn;
  return { kind: "waiting", afterMs: HELD_LOOK_AGAIN_MS, for: words, needsPerson };
}

/** Pods that the plan lets run to their end: nobody has to do anything, but whoever asks is told. */
function completing({ context }: Roll, drains: readonly Drain[]): Outcome | undefined {
  const drain = drains.find((one) => one.completing.length > 0);
  const [pod] = drain?.completing ?? [];
  if (drain === undefined || pod === undefined) return undefined;
  const words = completingWords(drain, pod, context.nowMs);
  return { kind: "waiting", afterMs: HELD_LOOK_AGAIN_MS, for: words, needsPerson: false };
}

function failed({ context }: Roll, why: string): Decision<RollDeed> {
  return { deeds: [], outcome: { kind: "failed", class: "terminal", why }, memo: context.memo };
}

/** In passing, because a node that joins may be seen by one before the other. */
function differentClusters({ context, input, strangers }: Roll): Decision<RollDeed> {
  const why = `pool ${input.pool}: its provider has ${strangers.join(", ")} ready, and the API server does not know them: do provider and access of this member lead to the same cluster?`;
  return { deeds: [], outcome: { kind: "failed", class: "transient", why }, memo: context.memo };
}

function nextMemo(
  { memo, size, context, input }: Roll,
  next: {
    readonly drains: readonly Drain[];
    readonly batch: readonly RollNode[];
    readonly addNodes: readonly { readonly count: number }[];
    readonly removals: readonly { readonly node: string }[];
    readonly moving: boolean;
  },
) {
  const { nowMs } = context;
  const removed = new Set(next.removals.map(({ node }) => node));
  const clocks: readonly (readonly [string, DrainClock])[] = [
    ...next.drains.map((drain) => {
      const clock = nextClock(drain, removed.has(drain.node.name), input, nowMs);
      return [clockKey(drain.node.name), clock] as const;
    }),
    ...next.batch.map(({ name }) => [clockKey(name), { s: nowMs }] as const),
  ];
  const [added] = next.addNodes;
  const asked = added === undefined ? memo.asked : { count: added.count, atMs: nowMs };
  const movedAtMs = next.moving ? nowMs : memo.movedAtMs;
  return memoJson({ size, asked, movedAtMs, clocks: Object.fromEntries(clocks) });
}
