import { expect, test } from "vitest";
import type { PodView } from "../../ports/cluster-port.ts";
import type { RollInput } from "./input.ts";
import { inputOf, NOW_MS, pod } from "./roll.fixture.ts";
import { orderOf, sortPod } from "./sort-pod.ts";

const going = { terminating: true } as const;
const lost = { emptyDirData: "Delete", barePods: "Delete" } as const;
const rule = (
  behavior: "Drain" | "Skip" | "WaitCompleted",
  matchLabels: Readonly<Record<string, string>> = { app: "web" },
): Partial<RollInput> => ({ podRules: [{ selector: { matchLabels }, behavior }] });

/** Expected as semantics 7 has the order of looks, and as kubectl drain treats the same pod. */
const table: readonly (readonly [string, Partial<PodView>, Partial<RollInput>, string])[] = [
  ["a pod of a deployment is evicted", {}, {}, "evict"],
  ["a pod of a stateful set is evicted", { controller: "StatefulSet" }, {}, "evict"],
  ["a pod of a job is evicted", { controller: "Job" }, {}, "evict"],
  ["a pod of a replication controller is evicted", { controller: "ReplicationController" }, {}, "evict"], // prettier-ignore
  ["a pod of a controller that nobody knows is evicted", { controller: "Database" }, {}, "evict"],
  ["a pending pod is evicted", { phase: "Pending", ready: false }, {}, "evict"],
  ["a pod of unknown phase is evicted", { phase: "Unknown", ready: false }, {}, "evict"],
  ["a pod that is not ready is evicted", { ready: false }, {}, "evict"],

  ["one that is going is waited for", going, {}, "wait"],
  ["a bare one that is going is waited for", { ...going, controller: "" }, {}, "wait"],
  ["one with an emptyDir that is going is waited for", { ...going, emptyDir: true }, {}, "wait"],
  ["a finished one that is going is waited for", { ...going, phase: "Failed" }, {}, "wait"],
  ["a daemon's pod that is going is waited for", { ...going, controller: "DaemonSet" }, {}, "wait"],
  ["one that is going is waited for whatever a rule says", going, rule("Skip"), "wait"],
  ["one that should be gone is waited for as long as nobody says otherwise", { ...going, goneByMs: 0 }, {}, "wait"], // prettier-ignore
  ["one that should be gone is waited for within the time that is given", { ...going, goneByMs: NOW_MS - 300_000 }, { skipTerminatingAfterMs: 300_000 }, "wait"], // prettier-ignore
  ["one that should be gone for longer keeps its node no more", { ...going, goneByMs: NOW_MS - 300_001 }, { skipTerminatingAfterMs: 300_000 }, "skip"], // prettier-ignore
  ["one whose grace period is not over is waited for", { ...going, goneByMs: NOW_MS + 60_000 }, { skipTerminatingAfterMs: 0 }, "wait"], // prettier-ignore
  ["one of which nobody knows when it should be gone is waited for", going, { skipTerminatingAfterMs: 0 }, "wait"], // prettier-ignore

  ["a daemon's pod stays", { controller: "DaemonSet" }, {}, "skip"],
  ["a daemon's pod with an emptyDir stays", { controller: "DaemonSet", emptyDir: true }, {}, "skip"], // prettier-ignore
  ["a daemon's pod stays though a rule would drain it", { controller: "DaemonSet" }, rule("Drain"), "skip"], // prettier-ignore
  ["a daemon's pod is not waited for", { controller: "DaemonSet" }, rule("WaitCompleted"), "skip"],
  ["a finished pod of a daemon stays", { controller: "DaemonSet", phase: "Failed" }, {}, "skip"],

  ["a static pod stays", { mirror: true, controller: "Node" }, {}, "skip"],
  ["a static pod without a controller stays", { mirror: true, controller: "" }, {}, "skip"],
  ["a static pod with an emptyDir stays", { mirror: true, emptyDir: true }, {}, "skip"],
  ["a static pod stays though a rule would drain it", { mirror: true }, rule("Drain"), "skip"],

  ["a finished pod is deleted", { phase: "Succeeded" }, {}, "delete"],
  ["a finished bare pod is deleted", { phase: "Succeeded", controller: "" }, {}, "delete"],
  ["a failed pod with an emptyDir is deleted", { phase: "Failed", emptyDir: true }, {}, "delete"],
  ["a finished pod is deleted though a rule would skip it", { phase: "Failed" }, rule("Skip"), "delete"], // prettier-ignore
  ["a finished pod of a job that was waited for is deleted", { controller: "Job", phase: "Succeeded" }, { jobs: "WaitCompleted" }, "delete"], // prettier-ignore

  ["a rule skips", {}, rule("Skip"), "skip"],
  ["a rule waits", {}, rule("WaitCompleted"), "waitCompleted"],
  ["a rule drains", {}, rule("Drain"), "evict"],
  ["a rule for others says nothing", {}, rule("Skip", { app: "other" }), "evict"],
  ["a rule for others leaves a bare pod refused", { controller: "" }, rule("Drain", { app: "other" }), "refuseBare"], // prettier-ignore
  ["a rule that drains is the word for a bare pod", { controller: "" }, rule("Drain"), "evict"],
  ["a rule that drains is the word for data in an emptyDir", { emptyDir: true }, rule("Drain"), "evict"], // prettier-ignore
  ["a rule that skips is a word for a bare pod too", { controller: "" }, rule("Skip"), "skip"],
  ["a rule with an empty selector takes every pod", { labels: {} }, { podRules: [{ selector: {}, behavior: "Skip" }] }, "skip"], // prettier-ignore
  ["a rule for a namespace takes its pods", {}, { podRules: [{ namespaces: ["shop"], selector: {}, behavior: "Skip" }] }, "skip"], // prettier-ignore
  ["a rule for a namespace takes no others", { namespace: "other" }, { podRules: [{ namespaces: ["shop"], selector: {}, behavior: "Skip" }] }, "evict"], // prettier-ignore
  ["the first rule that names a pod is its rule", {}, { podRules: [{ selector: { matchLabels: { app: "no" } }, behavior: "Drain" }, { selector: {}, behavior: "Skip" }, { selector: {}, behavior: "WaitCompleted" }] }, "skip"], // prettier-ignore

  ["a job runs to its end where that is said", { controller: "Job" }, { jobs: "WaitCompleted" }, "waitCompleted"], // prettier-ignore
  ["a job is evicted where that is said", { controller: "Job" }, { jobs: "Evict" }, "evict"],
  ["a rule for a job goes before what is said of all", { controller: "Job" }, { jobs: "WaitCompleted", ...rule("Drain") }, "evict"], // prettier-ignore
  ["a job with an emptyDir that is waited for is not refused", { controller: "Job", emptyDir: true }, { jobs: "WaitCompleted" }, "waitCompleted"], // prettier-ignore
  ["what is no job is not waited for as one", {}, { jobs: "WaitCompleted" }, "evict"],

  ["a pod with an emptyDir is refused", { emptyDir: true }, {}, "refuseEmptyDir"],
  ["a pod with an emptyDir goes where the plan lets it be lost", { emptyDir: true }, lost, "evict"],
  ["a bare pod is refused", { controller: "" }, {}, "refuseBare"],
  ["a bare pod goes where the plan lets it be lost", { controller: "" }, lost, "evict"],
  ["of a bare pod with an emptyDir, the data is told of first", { controller: "", emptyDir: true }, {}, "refuseEmptyDir"], // prettier-ignore
  ["a bare pod whose data may be lost is still refused", { controller: "", emptyDir: true }, { emptyDirData: "Delete" }, "refuseBare"], // prettier-ignore
  ["a bare pod that may be lost keeps its data", { controller: "", emptyDir: true }, { barePods: "Delete" }, "refuseEmptyDir"], // prettier-ignore
  ["a pending bare pod is refused as well", { controller: "", phase: "Pending" }, {}, "refuseBare"],
];

test.each(table)("%s", (_, change, words, fate) => {
  expect(sortPod(pod("web-1", change), inputOf(words), NOW_MS)).toBe(fate);
});

test.each([
  ["without a rule", {}, 0],
  ["with a rule without an order", rule("Drain"), 0],
  ["with an order", { podRules: [{ selector: {}, behavior: "Drain", order: 7 }] }, 7],
  ["with one that goes before all", { podRules: [{ selector: {}, behavior: "Drain", order: -1 }] }, -1], // prettier-ignore
] as const)("the turn of a pod %s", (_, words, order) => {
  expect(orderOf(pod("web-1"), inputOf(words))).toBe(order);
});
