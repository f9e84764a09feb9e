import { expect, it } from "vitest";
import type { Plan, Shape } from "../../model/plan.ts";
import { plainStep as step } from "../../model/step.fixture.ts";
import { deadlinesOfPlan } from "./deadline-report.ts";

const climbs: Shape["hops"] = [
  { component: "control-plane", from: "1.34.4", to: "1.35.4" },
  { component: "control-plane", from: "1.35.4", to: "1.36.3" },
];
const upgrades = ["one", "two"].map((id) => step(id, { uses: "control-plane.upgrade" }));

function words(shape: Partial<Shape>, provider?: string): readonly string[] {
  const shapes = {
    A: { strategy: "rolling", why: "", hops: climbs, steps: upgrades, ...shape },
  } as const;
  const cluster = {
    name: "a",
    member: "a",
    identity: "a",
    shape: "A",
    ...(provider && { provider }),
  };
  const stages = [{ name: "s", maxConcurrency: 1, maxAllowedFailures: 0, clusters: [cluster] }];
  return deadlinesOfPlan({ shapes, stages } as unknown as Plan).map(
    ({ about, shapes: named, words: said }) => `${about} ${named.join(", ")}: ${said}`,
  );
}

it("support is told with what extends it, where that is known", () => {
  const support = [
    { minor: "1.34", standardOn: "2026-12-02", extendedOn: "2027-12-02" },
    { minor: "1.36", standardOn: "2027-08-02", extendedOn: "unknown" },
  ];
  expect(words({ deadlines: { support }, hops: [] })).toEqual([
    "support A: 1.34 until 2026-12-02, extended until 2027-12-02; 1.36 until 2027-08-02",
  ]);
});

it.each<[string, Partial<Shape>, string | undefined, readonly string[]]>([
  [
    "nobody takes it back",
    {},
    "aks",
    ["way back A: none: aks takes no control plane back to an older minor"],
  ],
  [
    "of an unknown provider",
    {},
    undefined,
    ["way back A: none: the provider takes no control plane back to an older minor"],
  ],
  [
    "the last of several minors",
    { deadlines: { back: { minors: 1, days: 7 } } },
    "eks",
    ["way back A: eks takes the last minor of 2 back until 7 days after step 2"],
  ],
  [
    "all of them, on a condition",
    { deadlines: { back: { minors: 2, days: 1, onlyIf: "it was asked for" } } },
    "gke",
    [
      "way back A: gke takes the last 2 minors back until 1 day after step 2, and only if it was asked for",
    ],
  ],
  ["no control plane moves", { hops: [] }, "eks", []],
  ["no step moves it", { steps: [] }, "eks", []],
  [
    "a second cluster, after a soak",
    {
      steps: [
        step("look"),
        step("soak", { uses: "wait", with: { forMs: 604_800_000 } }),
        step("retire", { uses: "cluster.retire" }),
      ],
    },
    "eks",
    [
      "way back A: the first cluster can take over again until step 3 retires it, after a soak of 7d",
    ],
  ],
  [
    "a second cluster without one",
    { steps: [step("retire", { uses: "cluster.retire" })] },
    "eks",
    ["way back A: the first cluster can take over again until step 1 retires it"],
  ],
])("the way back: %s", (_, shape, provider, expected) => {
  expect(words(shape, provider)).toEqual(expected);
});
