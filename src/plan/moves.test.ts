import { expect, it } from "vitest";
import { jump } from "./moves.ts";
import { snapshot } from "./snapshot.fixture.ts";

it.each([
  ["a minor stands for its newest patch", "1.36", ["1.34.4", "1.36.1", "v1.36.3"], "1.36.3"],
  ["a version in full is taken as it is", "1.36.1", ["1.36.1", "1.36.3"], "1.36.1"],
])("a second cluster is made at the target at once: %s", (_, target, available, to) => {
  expect(jump(snapshot("v1.33.7", { available }), target)).toEqual({
    to,
    hops: [{ component: "control-plane", from: "1.33.7", to }],
    notes: [],
    accepted: [],
    records: [],
    counts: [],
  });
});

it.each([
  ["what nobody offers", "1.37"],
  ["an older minor", "1.33"],
])("refused: %s", (_, target) => {
  expect(jump(snapshot("1.34.4", { available: ["1.33.7", "1.35.4"] }), target)).toEqual({
    refused: `a second cluster of ${target} is not to be had from 1.34.4`,
    help: "choose one of 1.33.7, 1.35.4 in full",
  });
});
