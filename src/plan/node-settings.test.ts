import { expect, it } from "vitest";
import { drainSettings, nodeSettings } from "./node-settings.ts";

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

it("what is said of drains is only what is said", () => {
  expect(drainSettings()).toEqual({});
  const podRules = [
    { selector: { matchLabels: { app: "db" } }, behavior: "Drain", order: 1 },
  ] as const;
  expect(
    drainSettings({
      podRules,
      jobs: "WaitCompleted",
      skipTerminatingAfter: 1_000,
      detachTimeout: 2_000,
      removeTimeout: 3_000,
      onTimeout: "Quarantine",
      maxBlockedNodes: "10%",
      proveFirstNode: true,
    }),
  ).toEqual({
    podRules,
    jobs: "WaitCompleted",
    skipTerminatingAfterMs: 1_000,
    detachTimeoutMs: 2_000,
    removeTimeoutMs: 3_000,
    onTimeout: "Quarantine",
    maxBlockedNodes: "10%",
    proveFirstNode: true,
  });
});
