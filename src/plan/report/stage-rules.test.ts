import { expect, it } from "vitest";
import type { PlannedCluster, PlannedStage } from "../../model/plan.ts";
import { stageRules } from "./stage-rules.ts";

const named = (name: string, dependsOn?: readonly string[]): PlannedCluster => ({
  name,
  member: name,
  identity: name,
  shape: "A",
  ...(dependsOn && { dependsOn }),
});
const stage = (more: Partial<PlannedStage>): PlannedStage => ({
  name: "s",
  maxConcurrency: 1,
  maxAllowedFailures: 0,
  clusters: [named("a")],
  ...more,
});

it.each<[string, Partial<PlannedStage>, readonly string[]]>([
  ["nothing else", {}, []],
  ["one canary", { canaries: { count: 1, soakMs: 0 } }, ["1 canary first"]],
  [
    "canaries that are watched",
    { canaries: { count: 3, soakMs: 7_200_000 } },
    ["3 canaries first, then a soak of 2h"],
  ],
  ["Fail", { onUnreachable: "Fail" }, ["what cannot be reached has failed"]],
  ["Skip", { onUnreachable: "Skip" }, ["what cannot be reached is skipped"]],
  ["Defer", { onUnreachable: "Defer" }, ["what cannot be reached comes last"]],
  [
    "a few that wait for others",
    { clusters: [named("a"), named("b", ["a"]), named("c", ["a", "b"])] },
    ["b after a", "c after a and b"],
  ],
  [
    "many that wait for others",
    { clusters: ["b", "c", "d", "e", "f"].map((name) => named(name, ["a"])) },
    ["b after a", "c after a", "d after a", "and 2 more clusters after others"],
  ],
])("a stage says who goes first, and what becomes of the others: %s", (_, more, words) => {
  expect(stageRules(stage(more))).toEqual(words);
});
