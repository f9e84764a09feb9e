import { expect, it } from "vitest";
import { openScriptTools } from "../actions/scripted/script-tools.ts";
import { allRecords, knowledge } from "../knowledge/knowledge.ts";
import { addedRecords } from "../knowledge/with-records.ts";
import { packFrom } from "./pack.fixture.ts";
import { packsInForce, planWithPacks } from "./plan-with-packs.ts";
import { packWorkflows } from "./pack-workflows.ts";

const tools = openScriptTools("test");

const workflow = (name: string, steps: string, strategy = "") => `apiVersion: fleetlift.dev/v1alpha1
kind: Workflow
metadata: { name: ${name} }
spec:
  ${strategy === "" ? "" : `strategy: ${strategy}`}
  steps: ${steps}
`;

const knowledgeText = `apiVersion: fleetlift.dev/v1alpha1
kind: Knowledge
metadata: { name: k }
spec:
  sources: [{ id: team, kind: document, title: our report, readOn: 2026-11-18 }]
  records:
    addons:
      - id: addons/care-dns/1.0
        addon: care-dns
        versions: { from: "1.0", to: "1.0" }
        kubernetes: { from: "1.32", to: "1.36" }
        basis: tested
        sources: [team]
`;

const checkText = `apiVersion: fleetlift.dev/v1alpha1
kind: Check
metadata: { name: c }
spec: { level: Blocks, when: "size(facts.nodes) > 0", why: w, help: h }
`;

const pack = packFrom({
  "workflows/verify.yaml": workflow("verify", "[{ id: a, uses: wait, with: { forMs: 1 } }]"),
  "workflows/all.yaml": workflow(
    "all",
    "[{ id: a, workflow: verify }, { id: b, workflow: health-verification }, { id: c, workflow: other/verify }]",
  ),
  "actions/look/action.yaml": `apiVersion: fleetlift.dev/v1alpha1
kind: Action
metadata: { name: look }
spec:
  title: Look
  touches: [nothing]
  typical: { low: 1s, high: 2s }
  run: { command: { argv: ["true"] } }
`,
  "knowledge/k.yaml": knowledgeText,
  "checks/c.yaml": checkText,
});

it("what a pack brings is known by its pack's name, and takes no name of fleetlift's own", () => {
  const { workflows, actions } = planWithPacks([pack], tools);
  expect(workflows.has("care/verify")).toBe(true);
  expect(workflows.has("verify")).toBe(false);
  expect(workflows.has("health-verification")).toBe(true);
  expect(actions.get("care/look")?.spec.title).toBe("Look");
  expect(actions.has("health.check")).toBe(true);
});

it("a workflow of a pack means its pack's workflow by a name alone, and another's by the whole name", () => {
  const all = packWorkflows(pack).find(({ metadata }) => metadata.name === "all");
  const used = all?.spec.steps.map((step) => ("workflow" in step ? step.workflow : ""));
  expect(used).toEqual(["care/verify", "health-verification", "other/verify"]);
});

it("a pack by the name of one that comes with fleetlift stands in its place", () => {
  const own = packFrom(
    {
      "workflows/w.yaml": workflow(
        "mine",
        "[{ id: a, uses: wait, with: { forMs: 1 } }]",
        "rolling",
      ),
    },
    { name: "rolling", version: "9.0.0" },
  );
  const rolling = packsInForce([own]).filter(({ name }) => name === "rolling");
  expect(rolling.map(({ version }) => version)).toEqual(["9.0.0"]);
  expect(planWithPacks([own], tools).strategies.get("rolling")?.metadata.name).toBe("mine");
});

it("facts and checks of packs say who brings them, and a plan can show those that decided", () => {
  const { facts } = planWithPacks([pack], tools);
  expect(allRecords(facts)).toHaveLength(allRecords(knowledge).length + 1);
  expect(
    addedRecords(facts, ["addons/care-dns/1.0", "checks/care/c", "checks/care/nobody"]),
  ).toEqual([
    { id: "addons/care-dns/1.0", from: "pack care" },
    { id: "checks/care/c", from: "pack care" },
  ]);
  expect(planWithPacks([], tools).facts.checks).toBeUndefined();
});
