import { expect, it } from "vitest";
import { pool } from "../../snapshot.fixture.ts";
import { findPath } from "../find-path.ts";
import { hopsOf } from "../hops-of.ts";
import { accept, pathRequest, withAddons } from "../request.fixture.ts";
import { countOrders } from "./count-orders.ts";
import { explain } from "./explain.ts";
import type { Edge, Instance, Part, Verdict } from "./instance.ts";
import { solve } from "./solve.ts";

const edge = (from: number, to: number): Edge => ({ from, to, risk: 0, age: 0, verdicts: [] });

/** Goes from version to version, and has to end at the last. */
function climber(name: string, versions: number, other: Partial<Part> = {}): Part {
  const names = Array.from({ length: versions }, (_, index) => `${index}`);
  return {
    subject: { kind: "addon", addon: name, part: "whole", mesh: false },
    weight: 1,
    versions: names,
    edges: names.slice(1).map((_, index) => edge(index, index + 1)),
    beside: [],
    goal: names.map((_, index) => (index === versions - 1 ? undefined : verdict(`end/${name}`))),
    follows: false,
    ...other,
  };
}

function verdict(id: string, other: Partial<Verdict> = {}): Verdict {
  return { name: id, constraint: { id, words: id, records: [] }, ...other };
}

const alone = (part: Part, places = 1): Instance => ({ places, parts: [part], between: [] });

it("a search that hits its limit says so, and never that there is no way", () => {
  const instance = alone(climber("a", 5));
  expect(solve(instance, 4)).toEqual({ kind: "gave-up", states: 4 });
  // Five states of the part, and one of the control plane alone.
  expect(solve(instance, 6)).toMatchObject({ kind: "way" });
  const path = findPath(
    pathRequest(withAddons("1.35.4", ["cert-manager@1.19.1"]), "1.36"),
    new Map(),
    5,
  );
  expect(path).toEqual({
    kind: "gave-up",
    states: 5,
    why: "the search for a way gave up after 5 states",
  });
});

it("what explains a closed way says when it gave up looking for less", () => {
  const closed = climber("a", 4, {
    beside: [[undefined, undefined, verdict("one"), verdict("two")]],
  });
  expect(explain(alone(closed), 1_000)).toMatchObject({
    constraints: [{ id: "one" }, { id: "end/a" }],
    irreducible: true,
    opens: [],
  });
  expect(explain(alone(closed), 6)).toMatchObject({ irreducible: false });
  const path = findPath(
    pathRequest(withAddons("1.33.7", ["istio@1.22.0"], { pools: [] }), "1.34"),
    new Map(),
    40,
  );
  expect(path).toMatchObject({
    problems: [
      {
        why: expect.stringContaining(
          "; not all of these may be needed: the search for fewer gave up after 40 states",
        ),
      },
    ],
  });
});

it("the fewest constraints are relaxed, and of as few rather a move than a risk", () => {
  const risk = verdict("risk", { relaxation: { kind: "accept-risk", name: "risk" } });
  const keep = verdict("keep", { relaxation: { kind: "let-move", addon: "a" } });
  const both = climber("a", 3, {
    edges: [{ ...edge(0, 1), verdicts: [keep] }, { ...edge(0, 2), verdicts: [risk] }, edge(1, 2)],
  });
  expect(explain(alone(both), 1_000).opens).toEqual([keep]);
});

it("orders are counted where there are some", () => {
  const two: Instance = { places: 2, parts: [climber("a", 2), climber("b", 2)], between: [] };
  expect(countOrders(two, 1_000, 2)).toMatchObject({ kind: "counted", hops: 3, count: 6n });
  expect(countOrders({ places: 3, parts: [], between: [] }, 10, 1)).toMatchObject({
    hops: 2,
    count: 1n,
  });
  const stuck = climber("a", 2, { edges: [] });
  expect(countOrders(alone(stuck), 1_000, 2)).toEqual({ kind: "no-way" });
  expect(countOrders(alone(stuck), 0, 2)).toEqual({ kind: "gave-up", states: 0 });
});

it("parts that share a constraint are searched together", () => {
  const ahead = verdict("ahead");
  const [a, b, c] = [climber("a", 2), climber("b", 2), climber("c", 2)];
  const always = [
    [undefined, ahead],
    [undefined, undefined],
  ];
  const instance: Instance = {
    places: 1,
    parts: [c, b, a],
    between: [
      { first: 2, second: 1, always, atEnd: [] },
      { first: 1, second: 0, always, atEnd: [] },
    ],
  };
  const solved = solve(instance, 1_000);
  const order = solved.kind === "way" ? solved.moves.map(({ part }) => part) : [];
  expect(order).toEqual([a, b, c]);
});

it("what never moves has no hops", () => {
  for (const kind of ["provider", "self-driven"] as const) {
    const part = climber("a", 1, { subject: { kind } });
    expect(hopsOf([{ part, from: 0, to: 0, verdicts: [] }], ["1.35.4"])).toEqual([]);
  }
});

it("hops count more than risk: what was accepted is taken where it saves one", () => {
  const seen = withAddons("1.35.4", ["istio@1.29.1"], { pools: [pool("a", ["1.35.4"])] });
  const accepted = [accept("AddonIncompatible/istio@1.29/1.36")];
  expect(findPath(pathRequest(seen, "1.36", { accepted }))).toMatchObject({
    accepted: ["AddonIncompatible/istio@1.29/1.36"],
    hops: [{ component: "control-plane" }, { component: "node-pool" }],
  });
});
