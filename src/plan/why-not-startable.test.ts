import { expect, it } from "vitest";
import type { Plan, Shape } from "../model/plan.ts";
import { plainStep } from "../model/step.fixture.ts";
import { catalog } from "./catalog.fixture.ts";
import { whyNotStartable } from "./why-not-startable.ts";

const [known] = catalog.values();
const actions = new Map(catalog);
for (const name of ["addon.upgrade", "cluster.provision"]) {
  if (known !== undefined) actions.set(name, { ...known, spec: { ...known.spec, planOnly: true } });
}

function shape(...uses: readonly string[]): Shape {
  const steps = uses.map((name, index) => plainStep(`s${index}`, { uses: name }));
  return { strategy: "rolling", why: "", hops: [], steps };
}

function plan(
  shapes: Readonly<Record<string, Shape>>,
  clusters: readonly [string, string][],
): Plan {
  return {
    schemaVersion: 1,
    kind: "Plan",
    rollout: "r",
    fleet: "f",
    target: {},
    workflows: {},
    shapes,
    stages: [
      {
        name: "all",
        maxConcurrency: 1,
        maxAllowedFailures: 0,
        clusters: clusters.map(([name, key]) => ({
          name,
          member: name,
          identity: name,
          shape: key,
        })),
      },
    ],
    leftOut: [],
  };
}

it("a plan of what can be carried out may start", () => {
  expect(whyNotStartable(plan({ A: shape("health.check") }, [["a", "A"]]), actions)).toEqual([]);
});

it("what is planned only is named, with the clusters that need it", () => {
  const shapes = {
    A: shape("health.check", "addon.upgrade", "addon.upgrade"),
    B: shape("cluster.provision", "addon.upgrade"),
    C: shape("health.check"),
  };
  const clusters = [
    ["a", "A"],
    ["b", "B"],
    ["c", "C"],
    ["d", "A"],
    ["e", "A"],
  ] as const;
  expect(
    whyNotStartable(
      plan(
        shapes,
        clusters.map(([name, key]) => [name, key]),
      ),
      actions,
    ),
  ).toEqual([
    "addon.upgrade is planned only, and this version cannot carry it out: needed by 4 clusters (a, b, d and 1 more)",
    "cluster.provision is planned only, and this version cannot carry it out: needed by 1 cluster (b)",
  ]);
});
