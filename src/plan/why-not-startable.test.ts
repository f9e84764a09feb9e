import { expect, it } from "vitest";
import type { Flow, Plan, Shape } from "../model/plan.ts";
import { plainStep } from "../model/step.fixture.ts";
import { catalog } from "./catalog.fixture.ts";
import { whyNotStartable } from "./why-not-startable.ts";

const [known] = catalog.values();
const actions = new Map(catalog);
for (const name of ["backup.etcd", "cluster.provision"]) {
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
    A: shape("health.check", "backup.etcd", "backup.etcd"),
    B: shape("cluster.provision", "backup.etcd"),
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
    "backup.etcd is planned only, and this version cannot carry it out: needed by 4 clusters (a, b, d and 1 more)",
    "cluster.provision is planned only, and this version cannot carry it out: needed by 1 cluster (b)",
  ]);
});

it("what is shown and not kept is named: providers", () => {
  const { stages, ...rest } = plan({ A: shape("health.check") }, [
    ["a", "A"],
    ["b", "A"],
    ["c", "A"],
    ["d", "A"],
  ]);
  const full: Plan = {
    ...rest,
    stages: stages.map((stage) => ({
      ...stage,
      clusters: stage.clusters.map((cluster, index) => ({
        ...cluster,
        provider: ["eks", "lab", "eks", "eks"][index],
      })),
    })),
  };
  expect(whyNotStartable(full, actions)).toEqual([
    "no driver of this version upgrades clusters of provider eks: a, c, d",
  ]);
});

it("add-ons that no driver moves stop a plan before anything of it is begun", () => {
  const { stages, ...rest } = plan({ A: shape("addon.upgrade"), B: shape("health.check") }, [
    ["a", "A"],
    ["b", "A"],
    ["c", "B"],
    ["d", "A"],
    ["e", "A"],
  ]);
  const providers = ["lab", "world", "lab", "eks", undefined];
  const full: Plan = {
    ...rest,
    stages: stages.map((stage) => ({
      ...stage,
      clusters: stage.clusters.map((cluster, index) => ({
        ...cluster,
        provider: providers[index],
      })),
    })),
  };
  expect(whyNotStartable(full, actions)).toEqual([
    "no driver of this version upgrades clusters of provider eks: d",
    "no driver of this version upgrades add-ons of clusters of provider lab: a",
  ]);
});

it("gates, workflows and a workflow for failures need their steps in the plan", () => {
  const { stages, ...rest } = plan({ A: shape("health.check") }, [["a", "A"]]);
  const tasks = {
    before: [
      { kind: "gate", use: "slo" },
      { kind: "timed-wait", waitMs: 1 },
    ],
    after: [{ kind: "workflow", use: "smoke", with: {} }],
  } as const;
  const full: Plan = {
    ...rest,
    onFailure: "call-for-help",
    stages: [
      ...stages.map((stage) => ({ ...stage, ...tasks })),
      { name: "none", maxConcurrency: 1, maxAllowedFailures: 0, clusters: [], ...tasks },
    ],
  };
  const missing = "has no steps in this plan: no workflow of this name is installed";
  expect(whyNotStartable(full, actions)).toEqual([
    `stage all: gate slo ${missing}`,
    `stage all: workflow smoke ${missing}`,
    `onFailure call-for-help ${missing}`,
  ]);
  const flow = (use: string, ...uses: readonly string[]): Flow => ({
    use,
    on: "rollout",
    steps: uses.map((name, index) => plainStep(`s${index}`, { uses: name })),
  });
  const flows = {
    "all.before-0": flow("slo", "health.check"),
    "all.after-0": flow("smoke", "cluster.provision", "health.check"),
    "on-failure": flow("call-for-help"),
  };
  expect(whyNotStartable({ ...full, flows }, actions)).toEqual([
    "cluster.provision is planned only, and this version cannot carry it out: needed by workflow smoke",
  ]);
});

it("an action that nobody has cannot be carried out", () => {
  expect(whyNotStartable(plan({ A: shape("nobody.knows") }, [["a", "A"]]), actions)).toHaveLength(
    1,
  );
});
