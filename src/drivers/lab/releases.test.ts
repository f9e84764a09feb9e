import { expect, it } from "vitest";
import { etcdRelease, findRelease, knownReleases } from "./releases.ts";

const known = ["1.34.4", "1.35.4", "1.35.9", "1.36.3"];

it.each([
  ["1.35", "1.35.9"],
  ["1.35.4", "1.35.4"],
  ["v1.36", "1.36.3"],
  ["v1.36.3", "1.36.3"],
  ["1.36.4", undefined],
  ["1.3", undefined],
  ["", undefined],
  ["newest", undefined],
])("%s means %s", (wanted, release) => {
  expect(findRelease(wanted, known)).toBe(release);
});

it("knows the releases that are checked in, oldest first", () => {
  expect(knownReleases("kubernetes")).toEqual(["1.34.4", "1.35.4", "1.36.3"]);
  expect(etcdRelease()).toBe("3.6.16");
});
