/**
 * Holds the planner's ways against trying out every state of small random clusters. The fewest hops and
 * "no way" must be the same, every hop allowed; where there is no way, the constraints that are named
 * must close it, no smaller part of them may, and what is said to open it must open it.
 * Options: `--seed N`.
 */
import type { Hop } from "../src/model/plan.ts";
import { findPath } from "../src/plan/path/find-path.ts";
import type { PathProblem } from "../src/plan/path/path-problem.ts";
import { seededRandom } from "../src/simulate/seeded-random.ts";
import { randomCase, requestOf } from "./paths/random-case.ts";
import {
  fewestHops,
  firstState,
  mayEnd,
  nextStates,
  poolName,
  riskOf,
  withLatest,
  type SmallCase,
  type SmallState,
} from "./paths/small-model.ts";
import type { Verdict } from "./prove.ts";

const CASES = 2_000;
const CLOSED = 200;

export function prove(args: readonly string[]): Promise<Verdict> {
  const at = args.indexOf("--seed");
  const seed = at < 0 ? 20261121 : Number(args[at + 1]);
  const random = seededRandom(seed);
  const faults: string[] = [];
  const tally = { cases: 0, open: 0, closed: 0, explained: 0, smallest: 0, hops: 0 };
  while (tally.cases < CASES || tally.explained < CLOSED) {
    const drawn = randomCase(random);
    const given = withLatest(drawn);
    const fewest = fewestHops(given);
    tally.cases += 1;
    const found = findPath(requestOf(drawn));
    const words = `case ${tally.cases} of seed ${seed}`;
    if (found.kind === "blocked" && fewest === undefined) {
      tally.closed += 1;
      if (tally.explained >= CLOSED) continue;
      tally.explained += 1;
      faults.push(...explained(given, found.problems).map((fault) => `${words}: ${fault}`));
      if (needsAll(given, found.problems)) tally.smallest += 1;
      else faults.push(`${words}: fewer relaxations open it`);
      continue;
    }
    const hops = found.kind === "hops" ? found.hops : [];
    if (found.kind === "blocked" || found.kind === "gave-up" || hops.length !== fewest) {
      faults.push(`${words}: ${found.kind} with ${hops.length} hops, by trying all: ${fewest}`);
      continue;
    }
    tally.open += 1;
    tally.hops += hops.length;
    if (!isAllowed(given, hops)) faults.push(`${words}: a hop that is not allowed`);
  }
  for (const fault of faults.slice(0, 10)) process.stderr.write(`${fault}\n`);
  const figures = `${tally.cases} cases, ${tally.open} with a way (${tally.hops} hops, each the fewest), ${tally.closed} without; ${tally.explained} explained: each set closes it, none smaller does, the relaxation opens it and is the smallest of ${tally.smallest}; ${faults.length} faults; seed ${seed}`;
  return Promise.resolve({ holds: faults.length === 0, figures });
}

/** Goes the hops one by one through the small model. */
function isAllowed(given: SmallCase, hops: readonly Hop[]): boolean {
  let state = firstState(given);
  for (const hop of hops) {
    const wanted = JSON.stringify(after(given, state, hop));
    const next = nextStates(given, state, () => true).find(
      (each) => JSON.stringify(each) === wanted,
    );
    if (next === undefined) return false;
    state = next;
  }
  return mayEnd(given, state, () => true);
}

function after(given: SmallCase, state: SmallState, hop: Hop): SmallState {
  const to = Number(hop.to.split(".")[1]);
  switch (hop.component) {
    case "control-plane":
      return { ...state, server: to };
    case "node-pool": {
      const pools = state.pools.map((at, index) => (poolName(index) === hop.pool ? to : at));
      return { ...state, pools };
    }
    case "addon": {
      if (hop.addon === "kube-proxy") return { ...state, kubeProxy: to };
      const addons = state.addons.map((each, index) => {
        if (given.addons[index]?.name !== hop.addon) return each;
        return hop.part === "proxies" ? { ...each, proxies: to } : { ...each, at: to };
      });
      return { ...state, addons };
    }
  }
}

/** What is not so of an explanation. */
function explained(given: SmallCase, problems: readonly PathProblem[]): readonly string[] {
  const faults = problems.flatMap(({ constraints = [], why }) => {
    const ids = new Set(constraints.map(({ id }) => id));
    if (ids.size === 0) return [`nothing is named: ${why}`];
    const closes = fewestHops(given, (id) => ids.has(id)) === undefined;
    const loose = [...ids].filter(
      (left) => fewestHops(given, (id) => id !== left && ids.has(id)) === undefined,
    );
    return [
      ...(closes ? [] : [`it is open under ${[...ids].join(", ")}`]),
      ...loose.map((id) => `it is closed without ${id} too`),
    ];
  });
  const each = problems.map(({ relaxations = [] }) => relaxations);
  if (each.some((list) => list.length === 0)) {
    const hard = (id: string): boolean => !/^(addon|keep)\/|^target\/[a-z]+$/.test(id);
    const opens = fewestHops(given, hard) !== undefined;
    return opens ? [...faults, "it says that nothing opens it"] : faults;
  }
  const relaxed = each.flat().reduce(withRelaxation, given);
  const opened = findPath(requestOf(relaxed)).kind;
  return [
    ...faults,
    ...(fewestHops(relaxed) === undefined ? ["what is said to open it does not"] : []),
    ...(opened === "blocked" ? ["the planner finds no way after what it said to open it"] : []),
  ];
}

type Relaxation = NonNullable<PathProblem["relaxations"]>[number];

function withRelaxation(given: SmallCase, relaxation: Relaxation): SmallCase {
  if (relaxation.kind === "accept-risk") {
    return { ...given, accepted: new Set([...given.accepted, relaxation.name]) };
  }
  const addons = given.addons.map((addon) =>
    addon.name === relaxation.addon ? { ...addon, wish: "free" as const } : addon,
  );
  return { ...given, addons };
}

/** Whether as many relaxations are needed: no smaller set opens it, of all that there are where two are said to. */
function needsAll(given: SmallCase, problems: readonly PathProblem[]): boolean {
  const all = problems.flatMap(({ relaxations = [] }) => relaxations);
  if (all.length === 0) return true;
  const smaller = [
    ...all.map((_, index) => all.toSpliced(index, 1)),
    ...(all.length === 2 ? every(given).map((one) => [one]) : []),
  ];
  return smaller.every((set) => fewestHops(set.reduce(withRelaxation, given)) === undefined);
}

/** Everything that somebody could let be. */
function every({ addons, from, to }: SmallCase): readonly Relaxation[] {
  return addons.flatMap((addon) => [
    { kind: "let-move" as const, addon: addon.name },
    ...addon.rows.flatMap((_, version) =>
      Array.from({ length: to - from + 1 }, (__, up) => riskOf(addon, version, from + up)).flatMap(
        (name) => (name === undefined ? [] : [{ kind: "accept-risk" as const, name }]),
      ),
    ),
  ]);
}
