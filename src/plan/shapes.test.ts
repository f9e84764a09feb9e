import { expect, it } from "vitest";
import { shapeName } from "./shapes.ts";

it("shapes beyond Z go on with two letters", () => {
  expect([0, 25, 26, 27, 51, 52, 701, 702].map(shapeName)).toEqual([
    "A",
    "Z",
    "AA",
    "AB",
    "AZ",
    "BA",
    "ZZ",
    "AAA",
  ]);
});
