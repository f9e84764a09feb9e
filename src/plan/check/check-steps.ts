import { hopName } from "../../model/hop-name.ts";
import type { Hop, Shape, Step } from "../../model/plan.ts";
import type { ActionCatalog } from "../workflow/action-catalog.ts";
import type { BrokenRule } from "./replay.ts";

/** P1 ids are unique, P2 needs are there, P3 no step waits for itself, P4 actions are installed, P7 the steps make the hops. */
export function checkSteps(
  name: string,
  { hops, steps }: Shape,
  actions: ActionCatalog,
): readonly BrokenRule[] {
  const ids = steps.map(({ id }) => id);
  const where = `shape ${name}, step`;
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  const missing = steps.flatMap(({ id, needs }) =>
    needs.filter((need) => !ids.includes(need)).map((need) => `${where} ${id} needs ${need}`),
  );
  const before = ancestors(steps);
  const circular = steps.filter(({ id }) => before.get(id)?.has(id));
  const unknown = steps.filter(({ uses }) => !actions.has(uses));
  return [
    ...twice.map((id) => ({ rule: "P1", why: `${where} ${id}: another has the same id` })),
    ...missing.map((words) => ({ rule: "P2", why: `${words}, which is not there` })),
    ...circular.map(({ id }) => ({ rule: "P3", why: `${where} ${id} waits for itself` })),
    ...unknown.map(({ id, uses }) => ({ rule: "P4", why: `${where} ${id} uses unknown ${uses}` })),
    ...checkMoves(name, hops, steps, before),
  ];
}

type Ancestors = ReadonlyMap<string, ReadonlySet<string>>;

/** For each step all that must be over before it starts. */
function ancestors(steps: readonly Step[]): Ancestors {
  const needs = new Map(steps.map((step) => [step.id, step.needs]));
  return new Map(
    steps.map(({ id }) => {
      const found = new Set<string>();
      const open = [id];
      for (const at of open) {
        const fresh = [...new Set(needs.get(at))].filter((need) => !found.has(need));
        for (const need of fresh) found.add(need);
        open.push(...fresh);
      }
      return [id, found];
    }),
  );
}

/** A workflow is written by people: it must make every hop, and only these, in their order. Pools may move side by side. */
function checkMoves(
  name: string,
  hops: readonly Hop[],
  steps: readonly Step[],
  before: Ancestors,
): readonly BrokenRule[] {
  const moves = steps.flatMap((step) => moveOf(step).map((words) => ({ id: step.id, words })));
  const wanted = hops.map(hopWords);
  if (moves.map(({ words }) => words).join(", ") !== wanted.join(", ")) {
    const made = moves.map(({ words }) => words).join(", ") || "none";
    return [
      {
        rule: "P7",
        why: `shape ${name}: the steps make these moves: ${made}; the way is: ${wanted.join(", ")}`,
      },
    ];
  }
  return moves.flatMap((later, at) =>
    moves
      .slice(0, at)
      .filter((earlier) => !mayRunTogether(hops.slice(moves.indexOf(earlier), at + 1)))
      .filter((earlier) => !before.get(later.id)?.has(earlier.id))
      .map((earlier) => ({
        rule: "P7",
        why: `shape ${name}: step ${later.id} may start before ${earlier.id} is over`,
      })),
  );
}

/** Only pools with no control plane hop among them, each of them once. */
function mayRunTogether(hops: readonly Hop[]): boolean {
  const pools = hops.flatMap((hop) => (hop.component === "node-pool" ? [hop.pool] : []));
  return new Set(pools).size === hops.length;
}

function moveOf({ uses, with: inputs }: Step): readonly string[] {
  switch (uses) {
    case "control-plane.upgrade":
    case "cluster.provision":
      return [`control plane to ${String(inputs["to"])}`];
    case "node-pool.roll":
    case "node-pool.in-place":
      return [`node pool ${String(inputs["pool"])} to ${String(inputs["to"])}`];
    case "addon.upgrade":
      return [
        `${[inputs["addon"], ...partOf(inputs["part"])].join(" ")} to ${String(inputs["to"])}`,
      ];
    default:
      return [];
  }
}

function partOf(part: unknown): readonly string[] {
  if (part === "control-plane") return ["control plane"];
  return part === "proxies" ? ["proxies"] : [];
}

function hopWords(hop: Hop): string {
  return `${hopName(hop)} to ${hop.to}`;
}
