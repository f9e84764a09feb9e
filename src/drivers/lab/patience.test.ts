import { expect, it } from "vitest";
import type { Move } from "./next-moves.ts";
import type { Part } from "./parts.ts";
import { freshPatience, spend, type Patience } from "./patience.ts";

const part: Part = {
  name: "kube-apiserver",
  program: "kubernetes",
  called: "kube-apiserver",
  release: "1.34.4",
  args: [],
  fingerprint: "",
};
const start: Move = { kind: "start", part };
const wait: Move = { kind: "wait", part };

it("gives up a part that ends each time it is started", () => {
  let patience: Patience = freshPatience;
  for (let tries = 1; tries <= 5; tries += 1) {
    const spent = spend(patience, [start], tries * 1_000);
    expect(spent.lost).toBeUndefined();
    patience = spent.patience;
  }
  expect(spend(patience, [start], 6_000).lost).toEqual({
    part: "kube-apiserver",
    why: "was started 5 times and ended each time",
  });
});

it("gives up a part that is not ready for three minutes on end", () => {
  const first = spend(freshPatience, [wait], 1_000);
  expect(spend(first.patience, [wait], 181_000).lost).toBeUndefined();
  expect(spend(first.patience, [wait], 181_001).lost?.why).toBe("was not ready after 180 s");
});

it("counts a wait anew when there was something else in between", () => {
  const first = spend(freshPatience, [wait], 0);
  const between = spend(first.patience, [], 170_000);
  expect(spend(between.patience, [wait], 181_000).lost).toBeUndefined();
});
