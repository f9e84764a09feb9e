import { expect, it } from "vitest";
import { meetsConstraint } from "./semver-constraint.ts";

it.each([
  [">=1.19-0", "v1.19.0", true],
  [">=1.19-0", "v1.18.0", false],
  ["<1.19-0", "1.19.0", false],
  ["<1.14-0", "v1.36.0", false],
  [">= 1.21.0-0", "v1.21.0", true],
  [">1.18", "v1.18.0", false],
  [">1.18", "v1.19.0", true],
  ["<=1.18", "v1.18.0", true],
  ["1.18.x", "v1.18.0", true],
  ["1.18", "v1.19.0", false],
  ["^1.19.0-0", "v1.36.0", true],
  ["^1.19", "v2.0.0", false],
  ["~1.19", "v1.19.0", true],
  ["~1.19.0", "v1.20.0", false],
  ["1.18 - 1.21", "v1.20.0", true],
  [">=1.16-0 <1.22-0", "v1.22.0", false],
  [">=1.16-0, <1.22-0", "v1.21.0", true],
  ["<1.10 || >=1.30", "v1.36.0", true],
  ["!=1.20", "v1.20.0", false],
  [">=1.19.0", "v1.19.0-rc.1", false],
  ["*", "v1.36.0", true],
  ["about 1.2", "v1.36.0", undefined],
  [">=1.19", "new", undefined],
])("%s holds for %s: %s", (constraint, version, expected) => {
  expect(meetsConstraint(constraint, version)).toBe(expected);
});
