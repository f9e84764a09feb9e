import { expect, it } from "vitest";
import type { Concern, Plan, Shape } from "../../model/plan.ts";
import { plainStep } from "../../model/step.fixture.ts";
import { dangersOf, notCheckedOf } from "./dangers.ts";

const concern = (
  check: string,
  level: Concern["level"],
  other: Partial<Concern> = {},
): Concern => ({
  check,
  level,
  why: "it is so.",
  help: "mend it",
  objects: ["a: Pod shop/x"],
  count: 1,
  clusters: ["a"],
  accepted: false,
  ...other,
});

const plan = (concerns: readonly Concern[], shapes: Plan["shapes"] = {}) =>
  ({ shapes, concerns }) as unknown as Plan;

it("what disturbs is told once, and what blocks the hops that a second cluster does not make", () => {
  const found = [
    concern("stops", "Blocks"),
    concern("stops-not", "Blocks", { accepted: true }),
    concern("bare-pod", "Will disturb", { count: 7, clusters: ["a", "b"] }),
    concern("headroom", "Not checked"),
  ];
  expect(dangersOf(plan(found))).toEqual([
    {
      about: "stops",
      words:
        "blocks a hop, and has to be met in the second cluster: a: Pod shop/x: it is so; what helps: mend it",
    },
    {
      about: "stops-not",
      words: "blocks (accepted): a: Pod shop/x: it is so; what helps: mend it",
    },
    {
      about: "bare-pod",
      words: "will disturb: 7 in 2 clusters, like a: Pod shop/x: it is so; what helps: mend it",
    },
  ]);
});

it("what a provider takes back for some days is told apart from what nobody takes back", () => {
  const shape = (other: Partial<Shape>): Shape => ({
    strategy: "rolling",
    why: "",
    hops: [],
    steps: [
      plainStep("look", { undo: "nothing to undo" }),
      plainStep("up", { uses: "control-plane.upgrade", undo: "cannot be undone: never" }),
    ],
    ...other,
  });
  const shapes = {
    A: shape({}),
    B: shape({ deadlines: { back: { minors: 1, days: 7 } } }),
    C: shape({}),
  };
  expect(dangersOf(plan([], shapes)).map(({ words }) => words)).toEqual([
    "control-plane.upgrade cannot be undone: never. Shapes and steps: A (2), C (2)",
    "control-plane.upgrade cannot be undone, but for what the provider takes back (DEADLINES). Shapes and steps: B (2)",
  ]);
});

it("checks that were not made stand together by their reason, and those of rare reasons are named", () => {
  const same = ["one", "two"].map((check) => concern(check, "Not checked"));
  const rare = Array.from({ length: 7 }, (_, index) =>
    concern(`rare-${index}`, "Not checked", { why: `reason ${index}` }),
  );
  const told = notCheckedOf(plan([...rare, ...same]));
  expect(told[0]).toEqual({
    about: "2 checks",
    words: "in 1 cluster, because it is so; what helps: mend it",
  });
  expect(told.at(-1)).toEqual({
    about: "2 more",
    words: "fleetlift assess shows them: rare-5, rare-6",
  });
  expect(notCheckedOf(plan(same))).toHaveLength(1);
});

it("a plan without concerns has none", () => {
  const bare = { shapes: {} } as unknown as Plan;
  expect([dangersOf(bare), notCheckedOf(bare)]).toEqual([[], []]);
});
