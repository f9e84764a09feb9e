import { expect, it } from "vitest";
import { rollout, fleet, planned } from "./make-plan.fixture.ts";
import { renderPlan } from "./report/render-plan.ts";
import { unknownAccepting } from "./idle-acceptances.ts";

const known = { by: "ana", reason: "known", until: "2027-01-31" };

it("an acceptance that accepts nothing is told, and one without any is nothing to tell", () => {
  const { report } = planned({
    rollout: rollout({ acceptRisks: [{ name: "ingres-retired", ...known }] }),
  });
  expect(renderPlan(report)).toContain("acceptRisks names ingres-retired until 2027-01-31");
  expect(renderPlan(planned().report)).not.toContain("acceptRisks");
});

it("clusters that an acceptance names and the fleet has not are refused, with what was meant", () => {
  const risk = { name: "x", ...known, clusters: ["shop-web", "shop-wep", "elsewhere"] };
  const complaints = unknownAccepting(rollout({ acceptRisks: [risk] }), fleet);
  expect(complaints.map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual([
    "spec.acceptRisks.0.clusters.1: no cluster of fleet shop. Did you mean shop-web?",
    "spec.acceptRisks.0.clusters.2: no cluster of fleet shop",
  ]);
  expect(unknownAccepting(rollout(), fleet)).toEqual([]);
});
