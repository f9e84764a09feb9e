import { expect, it } from "vitest";
import type { Plan } from "../../model/plan.ts";
import { orderProblems } from "./order-problems.ts";

type Names = Readonly<Record<string, readonly string[]>>;

/** Stages of clusters, each with those that it depends on. */
function plan(stages: readonly Names[], more: Partial<Plan> = {}, canaries?: number): Plan {
  return {
    schemaVersion: 1,
    kind: "Plan",
    rollout: "r",
    fleet: "f",
    target: {},
    workflows: {},
    shapes: {},
    stages: stages.map((clusters, index) => ({
      name: `s${index}`,
      maxConcurrency: 1,
      maxAllowedFailures: 0,
      ...(canaries === undefined ? {} : { canaries: { count: canaries, soakMs: 0 } }),
      clusters: Object.entries(clusters).map(([name, dependsOn]) => ({
        name,
        member: name,
        identity: name,
        shape: "A",
        ...(dependsOn.length > 0 && { dependsOn }),
      })),
    })),
    leftOut: [],
    ...more,
  };
}

it.each<[string, Plan, readonly string[]]>([
  ["no dependencies", plan([{ a: [] }, { b: [] }]), []],
  ["in order, and within a stage", plan([{ a: [] }, { b: ["a"], c: ["b"] }]), []],
  ["of one that the plan does not have", plan([{ a: ["gone"] }]), []],
  [
    "a later stage",
    plan([{ a: ["b"] }, { b: [] }]),
    [
      "spec.stages.0.selector: cluster a of stage s0 depends on b, which is in the later stage s1; put b into the same stage or an earlier one",
    ],
  ],
  [
    "a circle",
    plan([{ a: ["b"], b: ["c"], c: ["a"] }]),
    [
      "spec.stages: clusters that depend on each other in a circle: a > b > c > a; take one of them out of dependsOn in the fleet",
    ],
  ],
  ["a canary after a canary", plan([{ a: [], b: ["a"], c: [] }], {}, 2), []],
  ["canaries after an earlier stage", plan([{ a: [], x: [] }, { b: ["x"] }], {}, 1), []],
  [
    "a canary after one that waits for it",
    plan([{ a: ["c"], b: [], c: [] }], {}, 2),
    [
      "spec.stages.0.selector: cluster a is a canary of stage s0 and depends on c, which waits for the canaries; put c into an earlier stage, or before a by its label",
    ],
  ],
  ["another rollout", plan([], { dependsOn: ["other"] }), []],
  [
    "itself",
    plan([], { dependsOn: ["other", "r"] }),
    ["spec.dependsOn.1: r: a rollout cannot wait for itself"],
  ],
])("an order that could never be kept is refused: %s", (_, made, words) => {
  expect(orderProblems(made).map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual(
    words,
  );
});
