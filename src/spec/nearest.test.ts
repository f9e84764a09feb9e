import * as fc from "fast-check";
import { expect, it } from "vitest";
import { editDistance, nearest } from "./nearest.ts";

it.each([
  ["", "", 0],
  ["", "abc", 3],
  ["abc", "", 3],
  ["kitten", "sitting", 3],
  ["wrold", "world", 1],
  ["ab", "ba", 1],
  ["abc", "abc", 0],
])("%j is %j by %i edits", (from, to, edits) => {
  expect(editDistance(from, to)).toBe(edits);
});

it("distance is the same both ways, nothing only to itself, and never more than the longer word", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
      const edits = editDistance(a, b);
      expect(editDistance(b, a)).toBe(edits);
      expect(edits === 0).toBe(a === b);
      expect(edits).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});

const WORDS = ["maxConcurrency", "maxSurge", "name", "In", "NotIn"];

it.each([
  ["maxConcurency", "maxConcurrency"],
  ["MAXSURGE", "maxSurge"],
  ["nmae", "name"],
  ["in", "In"],
  ["notin", "NotIn"],
  ["NotIn", "NotIn"],
  ["maximum", undefined],
  ["", undefined],
  ["colour", undefined],
])("%j is nearest to %j", (word, allowed) => {
  expect(nearest(word, WORDS)).toBe(allowed);
});

it("the word itself comes before one that differs only in case", () => {
  expect(nearest("in", ["In", "in"])).toBe("in");
});
