import { expect, it } from "vitest";
import { fit, wrap } from "./fit.ts";

it("cuts what is too long, with dots", () => {
  expect(fit("kubernetes", 10)).toBe("kubernetes");
  expect(fit("kubernetes", 8)).toBe("kuber...");
  expect(fit("kubernetes", 2)).toBe("ku");
});

it("breaks lines at spaces, and inside a word only when it must", () => {
  expect(wrap("one two three", 7, 3)).toEqual(["one two", "three"]);
  expect(wrap("abcdefghij", 4, 3)).toEqual(["abcd", "efgh", "ij"]);
  expect(wrap("one two three four", 7, 2)).toEqual(["one two", "thre..."]);
});
