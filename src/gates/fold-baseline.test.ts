import { expect, it } from "vitest";
import { foldBaseline, type PartsFold, type Sample } from "./fold-baseline.ts";

const of = (...values: readonly number[]): readonly Sample[] => values.map((value) => ({ value }));
const named = (...all: readonly Readonly<Record<string, number>>[]): readonly Sample[] =>
  all.map((parts) => ({ value: 0, parts }));

it.each<readonly [what: string, readonly Sample[], PartsFold, object | undefined]>([
  ["nothing", [], "median", undefined],
  ["one", of(3), "median", { value: 3, min: 3, max: 3, samples: 1 }],
  [
    "an outlier does not move it",
    of(1, 99, 2),
    "median",
    { value: 2, min: 1, max: 99, samples: 3 },
  ],
  ["of an even number the lower", of(1, 2, 3, 4), "median", { value: 2, min: 1, max: 4 }],
  ["ill all the time", named({ a: 1 }, { a: 2 }, { a: 2 }), "median", { parts: { a: 2 } }],
  ["ill for a moment was not ill", named({ a: 1 }, {}, {}), "median", { parts: {} }],
  [
    "restarts count as far as they came",
    named({ a: 1 }, { a: 5 }, { a: 5 }),
    "highest",
    { parts: { a: 5 } },
  ],
  ["restarts of pods that went away", named({ a: 5 }, {}), "highest", { parts: { a: 5 } }],
  ["well by name is known too", named({}), "median", { parts: {} }],
])("%s", (_, samples, fold, expected) => {
  const folded = foldBaseline(samples, fold);
  if (expected === undefined) expect(folded).toBeUndefined();
  else expect(folded).toMatchObject(expected);
});

it("what has no names gets none", () => {
  expect(foldBaseline(of(1), "median")).not.toHaveProperty("parts");
});
