import { expect, it } from "vitest";
import { compareBuilds, isPreRelease, newestOf } from "./version-order.ts";

it.each([
  ["1.34.4", "1.36.0"],
  ["1.34.4", "v1.34.10"],
  ["1.36.0-alpha.3", "1.36.0-beta.1"],
  ["1.36.0-rc.1", "1.36.0-rc.2"],
  ["1.36.0-rc.9", "1.36.0"],
  ["1.36.0", "1.36.1-alpha.1"],
  ["1.34.2-gke.600", "1.34.2-gke.1100"],
  ["1.34.2+rke2r1", "1.34.2+rke2r10"],
  ["1.34.2+k3s1", "1.34.2+k3s2"],
  ["1.34.2-eks-3abbec1", "1.34.3-eks-0aaaaaa"],
])("%s is older than %s", (older, newer) => {
  expect(compareBuilds(older, newer)).toBeLessThan(0);
  expect(compareBuilds(newer, older)).toBeGreaterThan(0);
});

it.each([
  ["v1.34.4", "1.34.4"],
  ["1.34.2-eks-3abbec1", "1.34.2-eks-3abbec1"],
  ["1.34.2+k3s1", "1.34.2+k3s1"],
])("%s is the same as %s", (a, b) => {
  expect(compareBuilds(a, b)).toBe(0);
});

it.each([
  ["1.34.2-eks-3abbec1", "1.34.2-eks-77aa0b1"],
  ["1.34.2+k3s1", "1.34.2+rke2r1"],
  ["1.34.2", "1.34.2-gke.100"],
  ["1.34", "1.34.2"],
])("the order of %s and %s is not known", (a, b) => {
  expect(compareBuilds(a, b)).toBeUndefined();
});

it.each([
  ["1.36.0-rc.1", true],
  ["1.36.0-alpha.0.12", true],
  ["1.36.0", false],
  ["1.34.2-gke.600", false],
  ["1.34.2-eks-3abbec1", false],
  ["1.34.2+k3s1", false],
  ["latest", false],
])("%s is a pre-release: %s", (version, expected) => {
  expect(isPreRelease(version)).toBe(expected);
});

it("the newest is found whatever the order they are listed in", () => {
  expect(newestOf(["1.35.2", "1.35.10", "1.35.9"])).toEqual({ newest: "1.35.10" });
  expect(newestOf([])).toBeUndefined();
});

it("of builds whose order is not known none is called the newest", () => {
  expect(newestOf(["1.35.1", "1.35.2-eks-a1", "1.35.2-eks-b2"])).toEqual({
    unordered: ["1.35.2-eks-a1", "1.35.2-eks-b2"],
  });
});
