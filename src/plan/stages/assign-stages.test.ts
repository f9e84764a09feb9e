import { expect, it } from "vitest";
import type { Cluster } from "../../model/fleet.ts";
import type { Selector, StageSpec } from "../../model/rollout.ts";
import { formatPath } from "../../spec/problem.ts";
import { assignStages } from "./assign-stages.ts";

function cluster(name: string, labels: Cluster["labels"] = {}): Cluster {
  const current = { name, provider: { kind: "world" as const }, access: {} };
  return { name, labels, contacts: {}, current, others: [] };
}

it.each<readonly [string, Selector | undefined, boolean]>([
  ["no selector takes none", undefined, false],
  ["an empty selector takes all", {}, true],
  ["all labels must match", { matchLabels: { env: "prod", ring: "1" } }, true],
  ["one label that differs is enough", { matchLabels: { env: "prod", ring: "2" } }, false],
  ["In", { matchExpressions: [{ key: "env", operator: "In", values: ["prod"] }] }, true],
  [
    "In, another value",
    { matchExpressions: [{ key: "env", operator: "In", values: ["x"] }] },
    false,
  ],
  [
    "In, no such label",
    { matchExpressions: [{ key: "x", operator: "In", values: ["prod"] }] },
    false,
  ],
  ["NotIn", { matchExpressions: [{ key: "env", operator: "NotIn", values: ["prod"] }] }, false],
  [
    "NotIn, another",
    { matchExpressions: [{ key: "env", operator: "NotIn", values: ["x"] }] },
    true,
  ],
  [
    "NotIn, no such label",
    { matchExpressions: [{ key: "x", operator: "NotIn", values: ["a"] }] },
    true,
  ],
  ["Exists", { matchExpressions: [{ key: "env", operator: "Exists" }] }, true],
  ["DoesNotExist", { matchExpressions: [{ key: "env", operator: "DoesNotExist" }] }, false],
  [
    "labels and expressions must both hold",
    { matchLabels: { env: "prod" }, matchExpressions: [{ key: "x", operator: "Exists" }] },
    false,
  ],
])("%s", (_, selector, matches) => {
  const chosen = selector === undefined ? {} : { selector };
  const { stages } = assignStages(
    [{ name: "s", ...chosen }],
    [cluster("c", { env: "prod", ring: "1" })],
  );
  expect(stages[0]?.clusters.length).toBe(matches ? 1 : 0);
});

function stage(name: string, other: Partial<StageSpec> = {}): StageSpec {
  return { name, selector: { matchLabels: { env: name } }, ...other };
}

const env = (name: string, value: string, other: Cluster["labels"] = {}): Cluster =>
  cluster(name, { env: value, ...other });

it("clusters stand in the stage that selects them, by name, and the others are told", () => {
  const assignment = assignStages(
    [stage("staging"), stage("production"), stage("empty")],
    [env("b", "staging"), cluster("z"), env("c", "production"), env("a", "staging"), cluster("y")],
  );
  expect(
    assignment.stages.map(({ name, clusters }) => [name, clusters.map((c) => c.name)]),
  ).toEqual([
    ["staging", ["a", "b"]],
    ["production", ["c"]],
    ["empty", []],
  ]);
  expect(assignment.unselected.map(({ name }) => name)).toEqual(["y", "z"]);
  expect(assignment.complaints).toEqual([]);
});

it("a sort label orders by its whole number, then by name", () => {
  const { stages, complaints } = assignStages(
    [stage("a", { sortingLabelKey: "ring" })],
    [
      env("w", "a", { ring: "10" }),
      env("x", "a", { ring: "9" }),
      env("v", "a", { ring: "9" }),
      env("u", "a", { ring: "-1" }),
    ],
  );
  expect(stages[0]?.clusters.map(({ name }) => name)).toEqual(["u", "v", "x", "w"]);
  expect(complaints).toEqual([]);
});

it("a list takes the clusters that it names, in its order, unless a label sorts them", () => {
  const fleet = [env("x", "a", { ring: "2" }), env("y", "a", { ring: "1" }), env("z", "a")];
  const listed = (more: Partial<StageSpec>): readonly (string | undefined)[] => {
    const { stages } = assignStages([{ name: "s", clusters: ["x", "y"], ...more }], fleet);
    return stages[0]?.clusters.map(({ name }) => name) ?? [];
  };
  expect(listed({ clusters: ["z", "x", "y"] })).toEqual(["z", "x", "y"]);
  expect(listed({ sortingLabelKey: "ring" })).toEqual(["y", "x"]);
});

it("names that the fleet does not have, and a cluster that is listed and selected, are complained about", () => {
  const { complaints, unselected } = assignStages(
    [
      { name: "s", clusters: ["paris-1", "pariss-2", "rome"] },
      stage("a"),
      { name: "t", clusters: ["paris-1"] },
    ],
    [env("paris-1", "a"), env("paris-2", "b")],
  );
  expect(complaints.map(({ path, message }) => `${formatPath(path)}: ${message}`)).toEqual([
    'spec.stages[0].clusters[1]: "pariss-2": the fleet has no cluster of this name. Did you mean paris-2?',
    'spec.stages[0].clusters[2]: "rome": the fleet has no cluster of this name',
    "spec.stages[1].selector: cluster paris-1 is in the stages s and a; change their selectors or lists so that it is in one",
    "spec.stages[2].clusters: cluster paris-1 is in the stages s and t; change their selectors or lists so that it is in one",
  ]);
  expect(unselected.map(({ name }) => name)).toEqual(["paris-2"]);
});

it.each([
  [undefined, undefined, 1, 0],
  [2, 3, 2, 3],
  ["25%", "25%", 1, 2],
  ["10%", "10%", 1, 1],
  ["50%", "0%", 2, 0],
])(
  "of five clusters, concurrency %s and failures %s are %i and %i",
  (at, failures, slots, budget) => {
    const limits = {
      ...(at === undefined ? {} : { maxConcurrency: at }),
      ...(failures === undefined ? {} : { maxAllowedFailures: failures }),
    };
    const five = ["1", "2", "3", "4", "5"].map((name) => env(name, "a"));
    expect(assignStages([stage("a", limits)], five).stages[0]).toMatchObject({
      maxConcurrency: slots,
      maxAllowedFailures: budget,
    });
  },
);

it("a cluster of two stages and sort labels that are no whole numbers are complained about", () => {
  const { complaints } = assignStages(
    [
      stage("a", { selector: {}, sortingLabelKey: "ring" }),
      stage("b"),
      stage("c", { selector: { matchLabels: { ring: "one" } } }),
    ],
    [env("x", "a"), env("y", "b", { ring: "one" })],
  );
  expect(complaints.map(({ path, message }) => `${formatPath(path)}: ${message}`)).toEqual([
    "spec.stages[1].selector: cluster y is in the stages a and b; change their selectors or lists so that it is in one",
    "spec.stages[2].selector: cluster y is in the stages a and c; change their selectors or lists so that it is in one",
    "spec.stages[0].sortingLabelKey: stage a is sorted by the label ring, but cluster x has no such label; expected a whole number",
    'spec.stages[0].sortingLabelKey: stage a is sorted by the label ring, but cluster y says "one"; expected a whole number',
  ]);
});
