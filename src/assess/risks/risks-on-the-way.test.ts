import { expect, it } from "vitest";
import { knowledge, type Facts } from "../../knowledge/knowledge.ts";
import type { RiskRecord } from "../../knowledge/records.ts";
import { queriesOf } from "./queries-of.ts";
import { risksOnTheWay, type ControlPlaneWay } from "./risks-on-the-way.ts";

const [bundled] = knowledge.risks();
if (bundled === undefined) throw new Error("there are no risks");

function factsWith(risk: Partial<RiskRecord>): Facts {
  const { providers: _, ...any } = { ...bundled, from: ".*" };
  // The one that is bundled is whole, and only its fields are replaced.
  return { ...knowledge, risks: () => [{ ...any, ...risk } as RiskRecord] };
}

const way = (from: string, to: string | undefined, ...available: string[]): ControlPlaneWay => ({
  from,
  to,
  available,
  provider: "kubeadm",
});

const BOTH = ["1.34.6", "1.35.4"];

it.each<readonly [string, Partial<RiskRecord>, ControlPlaneWay, string | undefined]>([
  ["a minor that is passed", { to: "1.34" }, way("1.33.1", "1.35", ...BOTH), "1.34"],
  ["the target's minor", { to: "1.35" }, way("1.33.1", "1.35.4", ...BOTH), "1.35"],
  ["a minor that is left", { to: "1.33" }, way("1.33.1", "1.35"), "none"],
  ["a minor beyond", { to: "1.36" }, way("1.33.1", "1.35"), "none"],
  ["a minor within which it moves", { to: "1.33" }, way("1.33.1", "1.33.9"), "none"],
  ["no way at all", { to: "1.34" }, way("1.33.1", undefined), "none"],
  ["a way back", { to: "1.32" }, way("1.33.1", "1.32"), "none"],
  ["the release that is the target", { to: "1.35.4" }, way("1.34.1", "1.35.4"), "1.35"],
  ["the newest of the target's minor", { to: "1.35.4" }, way("1.34.1", "1.35", ...BOTH), "1.35"],
  ["not the newest", { to: "1.35.3" }, way("1.34.1", "1.35", ...BOTH), "none"],
  [
    "the newest of a minor that is passed",
    { to: "1.34.6" },
    way("1.33.1", "1.35.1", ...BOTH),
    "1.34",
  ],
  [
    "a release of a minor of which none is offered",
    { to: "1.34.6" },
    way("1.33.1", "1.35.1"),
    "1.34",
  ],
  ["the first of a range", { to: "1.35.4 - 1.35.9" }, way("1.34.1", "1.35.4"), "1.35"],
  ["the last of a range", { to: "1.34.0 - 1.35.4" }, way("1.34.1", "1.35.4"), "1.35"],
  ["after a range", { to: "1.35.0 - 1.35.3" }, way("1.34.1", "1.35.4"), "none"],
  [
    "a range of minors of which none is offered",
    { to: "1.34.0 - 1.36.2" },
    way("1.33.1", "1.35"),
    "1.34",
  ],
  ["a release within the minor", { to: "1.34.6" }, way("1.34.1", "1.34.6"), undefined],
  [
    "a release of the minor, with the newest as target",
    { to: "1.34.6" },
    way("1.34.1", "1.34", ...BOTH),
    undefined,
  ],
  ["nothing newer within the minor", { to: "1.34.1" }, way("1.34.1", "1.34", "1.34.1"), "none"],
  [
    "a version that it starts from",
    { to: "1.35", from: "1[.]33[.].*" },
    way("1.33.1", "1.35", ...BOTH),
    "1.35",
  ],
  [
    "a version that it passes",
    { to: "1.35", from: "1[.]34[.]6" },
    way("1.33.1", "1.35", ...BOTH),
    "1.35",
  ],
  ["a version that it may pass", { to: "1.35", from: "1[.]34[.]6" }, way("1.33.1", "1.35"), "1.35"],
  [
    "a version that it does not pass",
    { to: "1.35", from: "1[.]34[.]5" },
    way("1.33.1", "1.35", ...BOTH),
    "none",
  ],
  ["a part of a version", { to: "1.34", from: "1[.]33" }, way("1.33.1", "1.35"), "none"],
  ["its provider", { to: "1.34", providers: ["eks", "kubeadm"] }, way("1.33.1", "1.35"), "1.34"],
  ["another's provider", { to: "1.34", providers: ["eks"] }, way("1.33.1", "1.35"), "none"],
])("%s", (_, risk, request, hop) => {
  const found = risksOnTheWay(factsWith(risk), request);
  expect(found.map((each) => each.hop)).toEqual(hop === "none" ? [] : [hop]);
});

it("the queries of the way's rules are asked once each, and those of no other way", () => {
  const queries = queriesOf(knowledge, way("1.34.1", "1.35"));
  expect(queries).toEqual(["min(kubelet_cgroup_version) < bool 2"]);
  const all = queriesOf(knowledge, way("1.20.1", "1.38"));
  expect(new Set(all).size).toBe(all.length);
  expect(all.length).toBeGreaterThan(8);
  expect(queriesOf(knowledge, way("1.20.1", undefined))).toEqual([]);
});
