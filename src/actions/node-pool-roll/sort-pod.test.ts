import { expect, test } from "vitest";
import type { PodView } from "../../ports/cluster-port.ts";
import { inputOf, pod } from "./roll.fixture.ts";
import { sortPod } from "./sort-pod.ts";

const table: readonly (readonly [string, Partial<PodView>, string])[] = [
  ["a pod of a deployment is evicted", {}, "evict"],
  ["a pod that is going already is waited for", { terminating: true, controller: "" }, "wait"],
  [
    "a daemon's pod stays, with an emptyDir too",
    { controller: "DaemonSet", emptyDir: true },
    "skip",
  ],
  ["a static pod stays", { mirror: true, controller: "Node" }, "skip"],
  [
    "a finished pod is deleted, though nothing controls it",
    { phase: "Succeeded", controller: "" },
    "delete",
  ],
  [
    "a failed pod is deleted, though it has an emptyDir",
    { phase: "Failed", emptyDir: true },
    "delete",
  ],
  ["a pod with an emptyDir is refused", { emptyDir: true }, "refuseEmptyDir"],
  ["a bare pod is refused", { controller: "" }, "refuseBare"],
  ["a pending pod is evicted", { phase: "Pending", ready: false }, "evict"],
];

test.each(table)("%s", (_, change, fate) => {
  expect(sortPod(pod("web-1", change), inputOf())).toBe(fate);
});

test("what the plan allows to be lost is evicted", () => {
  const input = inputOf({ emptyDirData: "Delete", barePods: "Delete" });
  expect(sortPod(pod("web-1", { emptyDir: true, controller: "" }), input)).toBe("evict");
});
