import type { ClusterState, StageCounts } from "../model/rollout-state.ts";
import { contentHash } from "../model/hash.ts";
import { yes, type Answered } from "./answer.ts";
import { release } from "./deferrals.ts";
import {
  change,
  changeCluster,
  changeStage,
  knownStage,
  readCluster,
  say,
  type OpenStage,
  type Place,
  type Reading,
  type RolloutTurn,
} from "./turn.ts";
import { many } from "./words.ts";

/** The fleet's document was applied anew: the names of all its clusters now. */
export interface FleetChanged {
  readonly kind: "fleet";
  readonly clusters: readonly string[];
  /** Of them, those that the rollout's stages select now; all when left out. */
  readonly selected?: readonly string[] | undefined;
  readonly actor: string;
}

const MOST_NAMED = 20;

/** Clusters that left are skipped or finish; clusters that joined are told, and are for another plan (I14). */
export function* takeFleet(start: RolloutTurn, fleet: FleetChanged): Reading<Answered> {
  const present = new Set(fleet.clusters);
  const left: string[] = [];
  const running: string[] = [];
  const back: string[] = [];
  let turn = start;
  for (const [index, { clusters, name: stageName }] of turn.plan.stages.entries()) {
    const marked = leftIn(knownStage(turn, index).counts) > 0;
    for (const [at, planned] of clusters.entries()) {
      const { name } = planned;
      const place = { stage: index, stageName, index: at, planned };
      const isHere = present.has(name);
      // Those that are here are only of interest where somebody was gone.
      if (isHere && !marked) continue;
      const cluster = yield* readCluster(turn, name);
      if (isHere && cluster.left === true) {
        turn = mark(turn, place, cluster, false);
        back.push(name);
      } else if (!isHere && cluster.status === "running") running.push(name);
      else if (!isHere && cluster.status === "waiting" && cluster.left !== true) {
        turn = mark(turn, place, cluster, true);
        left.push(name);
      }
    }
  }
  const told = [
    ...(left.length + running.length === 0 ? [] : [leftWords(start, left, running)]),
    ...(back.length === 0 ? [] : [backWords(start, back)]),
  ];
  const said = told.reduce((next, event) => say(next, { actor: fleet.actor, ...event }), turn);
  return yes(sayJoined(said, fleet), "taken");
}

/** One whose turn has come already is skipped at once: the cursor comes by it again. */
function mark(
  turn: RolloutTurn,
  place: Place,
  cluster: ClusterState,
  isGone: boolean,
): RolloutTurn {
  const { name } = place.planned;
  const { left: _, unreached: _why, ...free } = cluster;
  const held = cluster.held === undefined ? {} : { held: { ...cluster.held, counted: false } };
  const marked = isGone
    ? changeCluster(release(turn, place, cluster), name, { ...free, ...held, left: true })
    : changeCluster(turn, name, free);
  const before = leftIn(knownStage(turn, place.stage).counts);
  return changeStage(marked, place.stage, { left: before + (isGone ? 1 : -1) });
}

const leftIn = ({ left = 0 }: StageCounts): number => left;

type Told = Pick<Parameters<typeof say>[1], "kind" | "rule" | "clusters" | "reason">;

function leftWords(
  { plan }: RolloutTurn,
  left: readonly string[],
  running: readonly string[],
): Told {
  const waits =
    left.length === 0
      ? []
      : [`${listed(left)} will be skipped when the turn comes, unless back by then`];
  const runs = running.length === 0 ? [] : [`${listed(running)} will finish`];
  return {
    kind: "rollout.left",
    rule: "membership",
    ...named([...left, ...running]),
    reason: `${many(left.length + running.length, "cluster")} of the plan left fleet ${plan.fleet}: ${[...waits, ...runs].join("; ")}`,
  };
}

function backWords({ plan }: RolloutTurn, back: readonly string[]): Told {
  const reason = `back in fleet ${plan.fleet} before the turn came: ${listed(back)}; the plan holds as it was`;
  return { kind: "rollout.joined", rule: "membership", ...named(back), reason };
}

/** Told once for the same clusters: the plan that was approved is the plan that runs. */
function sayJoined(turn: RolloutTurn, { clusters, selected, actor }: FleetChanged): RolloutTurn {
  const { plan, state } = turn;
  const planned = plan.stages.flatMap((stage) => stage.clusters);
  const known = new Set([...planned, ...plan.leftOut].map(({ name }) => name));
  const joined = (selected ?? clusters).filter((name) => !known.has(name));
  const saidJoined = contentHash(joined);
  if (joined.length === 0 || saidJoined === state.saidJoined) return turn;
  return say(change(turn, { saidJoined }), {
    kind: "rollout.joined",
    actor,
    rule: "membership",
    ...named(joined),
    reason: `${many(joined.length, "cluster")} joined fleet ${plan.fleet} that the plan does not have: ${listed(joined)}; this plan stays as it was approved, and the next plan takes them`,
  });
}

/** The turn of a cluster that is gone has come: it is left out, which counts as no failure, and as no success. */
export function skipLeft(
  turn: RolloutTurn,
  { index, counts, planned }: OpenStage,
  name: string,
  cluster: ClusterState,
): RolloutTurn {
  const { left: _, held: _held, ...free } = cluster;
  const counted = changeStage(turn, index, {
    skipped: counts.skipped + 1,
    left: leftIn(counts) - 1,
  });
  return say(changeCluster(counted, name, { ...free, status: "skipped" }), {
    kind: "cluster.skipped",
    stage: planned.name,
    cluster: name,
    rule: "membership",
    result: "skipped",
    reason: `skipped: it is gone from fleet ${turn.plan.fleet}; when it is back: fleetlift retry ${turn.state.rollout} ${name}`,
  });
}

function named(clusters: readonly string[]): { readonly clusters?: readonly string[] } {
  return clusters.length <= MOST_NAMED ? { clusters } : {};
}

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
