import { expect, it } from "vitest";
import {
  compareVersions,
  minorNumber,
  minorOf,
  parseVersion,
  targetVersionSchema,
  versionSchema,
} from "./version.ts";

it.each([
  ["1.34.4", "1.34.4"],
  ["v1.34.4", "1.34.4"],
  ["v1.34.4-gke.600", "1.34.4-gke.600"],
  ["1.34.4+rke2r1", "1.34.4+rke2r1"],
])("%s is a version that something runs", (text, version) => {
  expect(versionSchema.parse(text)).toBe(version);
});

it.each(["1.34", "1", "", "latest", "1.34.x"])("%j is no version that something runs", (text) => {
  expect(versionSchema.safeParse(text).error?.issues[0]?.message).toBe(
    "expected a version with patch, like 1.34.4",
  );
});

it.each([
  ["1.36", "1.36"],
  ["v1.36", "1.36"],
  ["1.36.3", "1.36.3"],
  ["1.36.0-rc.1", "1.36.0-rc.1"],
])("%s is a target; a pre-release only by its whole name", (text, version) => {
  expect(targetVersionSchema.parse(text)).toBe(version);
});

it.each(["1.36-rc.1", "1.36.3+rke2r1", "1", "latest", 1.36])("%j is no target", (value) => {
  expect(targetVersionSchema.safeParse(value).error?.issues[0]?.message).toBe(
    'expected a version in quotes, like "1.36" (its newest patch) or "1.36.3"',
  );
});

it("a full version has its parts", () => {
  expect(parseVersion("v1.34.4-rc.1+b2")).toEqual({
    major: 1,
    minor: 34,
    patch: 4,
    tag: "rc.1",
    build: "b2",
  });
  expect(parseVersion("1.34")).toBeUndefined();
});

it("the minor is told with or without patch", () => {
  expect([minorOf("v1.34.4"), minorOf("1.34"), minorOf("new")]).toEqual(["1.34", "1.34", "new"]);
  expect([minorNumber("v1.34.4"), minorNumber("1.9"), minorNumber("new")]).toEqual([34, 9, NaN]);
});

it.each([
  ["1.9.9", "1.10.0", -1],
  ["2.0.0", "1.36.3", 1],
  ["1.36.3", "1.36.12", -1],
  ["1.36.3", "v1.36.3", 0],
  ["1.36.3-rc.1", "1.36.3", 0],
])("%s against %s is %i", (a, b, sign) => {
  expect(Math.sign(compareVersions(a, b))).toBe(sign);
});

it("what is no version has no order", () => {
  expect([compareVersions("new", "1.2.3"), compareVersions("1.2.3", "new")]).toEqual([NaN, NaN]);
});
