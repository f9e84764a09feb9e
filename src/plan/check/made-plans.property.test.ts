import * as fc from "fast-check";
import { expect, it } from "vitest";
import { knowledge } from "../../knowledge/knowledge.ts";
import type { AddonFacts } from "../../model/cluster-facts.ts";
import { rolloutSchema } from "../../model/rollout.ts";
import { bundledPlanning } from "../../packs/bundled-planning.ts";
import { facts, seen } from "../facts.fixture.ts";
import { makePlan } from "../make-plan.ts";
import { inOrder, knownVersions } from "../path/parts/addon-versions.ts";
import { OFFERED, pool, snapshot } from "../snapshot.fixture.ts";

const planning = bundledPlanning();
const named = inOrder(knowledge.addons().map(({ addon }) => addon)).filter(
  (name) => knownVersions(knowledge, name).length > 0,
);

const addon: fc.Arbitrary<readonly AddonFacts[]> = fc
  .tuple(fc.constantFrom(...named), fc.nat(), fc.boolean())
  .map(([name, at, isMesh]) => {
    const versions = knownVersions(knowledge, name);
    const version = versions[at % versions.length] ?? "";
    const common = { name, version, others: [], namespace: "x", evidence: [] };
    const parts =
      isMesh && name === "istio" ? (["control-plane", "proxies"] as const) : (["whole"] as const);
    return parts.map((part) => ({ ...common, part }));
  });

const cluster = fc.record({
  version: fc.constantFrom(...OFFERED),
  lag: fc.integer({ min: 0, max: 3 }),
  addons: fc.array(addon, { maxLength: 3 }),
  provider: fc.constantFrom("eks" as const, "aks" as const, "kubeadm" as const, "world" as const),
  strategy: fc.constantFrom("auto", "rolling", "in-place", "blue-green", "canary"),
});

it("no plan that is made breaks a rule of an error, whatever the cluster runs and however it goes", () => {
  let plans = 0;
  fc.assert(
    fc.property(cluster, ({ version, lag, addons, provider, strategy }) => {
      const behind = OFFERED[Math.max(0, OFFERED.indexOf(version) - lag)] ?? version;
      const items = new Map(addons.flat().map((each) => [`${each.name} ${each.part}`, each]));
      const snapshots = new Map([
        [
          "shop",
          snapshot(version, {
            pools: [pool("a", [version]), pool("b", [behind])],
            facts: facts({ addons: seen(...items.values()) }),
          }),
        ],
      ]);
      const rollout = rolloutSchema.parse({
        apiVersion: "fleetlift.dev/v1alpha1",
        kind: "Rollout",
        metadata: { name: "r" },
        spec: {
          fleet: "f",
          target: { kubernetes: "1.36" },
          strategy,
          stages: [{ name: "all", selector: {} }],
          acceptRisks: [
            { name: "addon-incompatible", by: "a", reason: "b", until: "2027-01-01" },
            { name: "addon-untested", by: "a", reason: "b", until: "2027-01-01" },
          ],
        },
      });
      const current = { name: "shop", provider: { kind: provider }, access: {} };
      const clusters = [{ name: "shop", labels: {}, contacts: {}, current, others: [] }];
      const made = makePlan({ rollout, fleet: { name: "f", clusters }, snapshots, ...planning });
      const broken = "problems" in made ? made.problems : [];
      expect(broken.filter(({ document }) => document === "Plan")).toEqual([]);
      if ("plan" in made && Object.keys(made.plan.shapes).length > 0) plans += 1;
    }),
    { numRuns: 150 },
  );
  expect(plans).toBeGreaterThan(50);
});
