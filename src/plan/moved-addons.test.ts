import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { knowledge } from "../knowledge/knowledge.ts";
import { rolloutSchema } from "../model/rollout.ts";
import { strategyWeightsSchema } from "../model/strategy-weights.ts";
import { workflowSchema } from "../model/workflow.ts";
import { facts, seen } from "./facts.fixture.ts";
import { actions, workflows } from "./make-plan.fixture.ts";
import { makePlan } from "./make-plan.ts";
import { snapshot } from "./snapshot.fixture.ts";

const file = (name: string) =>
  parse(readFileSync(new URL(`../../packs/strategies/${name}`, import.meta.url), "utf8"));
const rolling = workflowSchema.parse(file("rolling/workflows/rolling.yaml"));
const weights = strategyWeightsSchema.parse(file("weights.yaml")).spec;

/** The plan for a cluster of 1.35 with cert-manager 1.19, which does not support 1.36. */
function planned(addons: Readonly<Record<string, string>>) {
  const addon = {
    name: "cert-manager",
    part: "whole",
    version: "1.19.2",
    others: [],
    namespace: "cert-manager",
    evidence: ["its image"],
  } as const;
  const rollout = rolloutSchema.parse({
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "Rollout",
    metadata: { name: "next" },
    spec: {
      fleet: "shop",
      target: { kubernetes: "1.36", addons },
      strategy: "rolling",
      stages: [{ name: "all", selector: {} }],
    },
  });
  const current = { name: "shop", provider: { kind: "world" as const }, access: {} };
  const cluster = { name: "shop", labels: {}, contacts: {}, current, others: [] };
  const made = makePlan({
    rollout,
    fleet: { name: "shop", clusters: [cluster] },
    snapshots: new Map([["shop", snapshot("1.35.4", { facts: facts({ addons: seen(addon) }) })]]),
    facts: knowledge,
    weights,
    strategies: new Map([["rolling", rolling]]),
    actions,
    workflows,
  });
  if ("problems" in made) throw new Error(JSON.stringify(made.problems));
  return made.plan;
}

it("an add-on that the way moves in time does not stop its cluster", () => {
  const { leftOut, shapes } = planned({});
  expect(leftOut).toEqual([]);
  const moved = Object.values(shapes).flatMap(({ hops }) =>
    hops.flatMap((hop) => (hop.component === "addon" ? [`${hop.addon} ${hop.to}`] : [])),
  );
  expect(moved).toEqual(["cert-manager 1.20", "cert-manager 1.21"]);
});

it("one that is to be kept stops it", () => {
  const [stopped] = planned({ "cert-manager": "keep" }).leftOut;
  expect(stopped?.kind).toBe("blocked");
  expect(stopped?.why).toContain("cert-manager");
});
