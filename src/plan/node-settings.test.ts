import { expect, it } from "vitest";
import { nodeSettings } from "./node-settings.ts";

it("what is left out is filled in", () => {
  expect(nodeSettings()).toEqual({
    maxSurge: 1,
    maxUnavailable: 0,
    drainTimeoutMs: 1_800_000,
    emptyDirData: "Refuse",
    barePods: "Refuse",
  });
});

it("what is written stays", () => {
  expect(
    nodeSettings({
      maxSurge: "20%",
      maxUnavailable: 2,
      drainTimeout: 60_000,
      emptyDirData: "Delete",
      barePods: "Delete",
    }),
  ).toEqual({
    maxSurge: "20%",
    maxUnavailable: 2,
    drainTimeoutMs: 60_000,
    emptyDirData: "Delete",
    barePods: "Delete",
  });
});

it.each([0, "0%"])("without surge (%s) one node may be unavailable", (maxSurge) => {
  expect(nodeSettings({ maxSurge })).toMatchObject({ maxSurge, maxUnavailable: 1 });
});
