import { expect, it } from "vitest";
import { isProduction } from "./is-production.ts";

it.each([
  [{ env: "production" }, true],
  [{ Environment: "Prod" }, true],
  [{ "shop.example/stage": "live" }, true],
  [{ tier: "critical" }, true],
  [{ env: "staging" }, false],
  [{ owner: "production" }, false],
  [{}, false],
])("%o: %s", (labels, expected) => {
  expect(isProduction({ labels })).toBe(expected);
});
