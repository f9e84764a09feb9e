import type { Json } from "../../model/data.ts";
import { hopName } from "../../model/hop-name.ts";
import type { Hop, Shape, Step } from "../../model/plan.ts";
import { broken, type BrokenRule } from "./broken-rule.ts";
import type { ActionCatalog } from "../workflow/action-catalog.ts";
import { formatPath } from "../../spec/problem.ts";
import { inputComplaints } from "../workflow/check-inputs.ts";
import { templatePlaces } from "../workflow/template.ts";
import { ancestorsOf, type Ordered } from "./step-order.ts";

/** P1 ids are unique, P2 needs are there, P3 no step waits for itself: without these there is no order to speak of. */
export function checkNeeds(shape: string, { steps }: Pick<Shape, "steps">): readonly BrokenRule[] {
  const ids = steps.map(({ id }) => id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  const missing = steps.flatMap(({ id, needs }) =>
    needs.filter((need) => !ids.includes(need)).map((need) => ({ id, need })),
  );
  const before = ancestorsOf(steps);
  // Where an id stands for two steps, nobody can tell which of them is waited for.
  const circular = twice.length > 0 ? [] : steps.filter(({ id }) => before.get(id)?.has(id));
  return [
    ...twice.map((step) => broken("P1", { shape, step }, "another step has the same id")),
    ...missing.map(({ id, need }) =>
      broken("P2", { shape, step: id }, `needs ${need}, which is not there`),
    ),
    ...circular.map(({ id }) => broken("P3", { shape, step: id }, "waits for itself")),
  ];
}

/** P4 actions are installed, P19 and they take these inputs. */
export function checkActions(
  shape: string,
  { steps }: Pick<Shape, "steps">,
  actions: ActionCatalog,
): readonly BrokenRule[] {
  return steps.flatMap((step) => {
    const where = { shape, step: step.id };
    const action = actions.get(step.uses);
    if (action === undefined) return [broken("P4", where, `uses unknown ${step.uses}`)];
    // A plan is JSON. What hangs on other steps is held against the schema when its turn comes.
    const value = step.with as Json;
    const inputs = { written: value, value, later: templatePlaces(value) };
    return inputComplaints(action.input, inputs, ["with"]).map(({ path, message }) =>
      broken("P19", where, `${formatPath(path)}: ${message}`),
    );
  });
}

/** P7. A workflow is written by people: it must make every hop, and only these, in their order. Pools may move side by side. */
export function checkMoves(
  shape: string,
  hops: readonly Hop[],
  { steps, isBefore }: Ordered,
): readonly BrokenRule[] {
  const moves = steps.flatMap((step) => moveOf(step).map((words) => ({ step, words })));
  const wanted = hops.map(hopWords);
  if (moves.map(({ words }) => words).join(", ") !== wanted.join(", ")) {
    const made = moves.map(({ words }) => words).join(", ") || "none";
    const why = `the steps make these moves: ${made}; the way is: ${wanted.join(", ")}`;
    return [broken("P7", { shape }, why)];
  }
  return moves.flatMap((later, at) =>
    moves
      .slice(0, at)
      .filter((earlier) => !mayRunTogether(hops.slice(moves.indexOf(earlier), at + 1)))
      .filter((earlier) => !isBefore(earlier.step, later.step))
      .map((earlier) =>
        broken("P7", { shape, step: later.step.id }, `may start before ${earlier.step.id} is over`),
      ),
  );
}

/** Only pools with no other hop among them, each of them once. */
function mayRunTogether(hops: readonly Hop[]): boolean {
  const pools = hops.flatMap((hop) => (hop.component === "node-pool" ? [hop.pool] : []));
  return new Set(pools).size === hops.length;
}

/** Whether a step makes one of the hops of its shape: their order among each other is P7's. */
export function isHop(step: Step): boolean {
  return moveOf(step).length > 0;
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
