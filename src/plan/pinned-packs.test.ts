import { expect, it } from "vitest";
import { workflowSchema } from "../model/workflow.ts";
import { pinnedPacks, type PlanPack, type UsedInPlan } from "./pinned-packs.ts";

function workflow(name: string) {
  return workflowSchema.parse({
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "Workflow",
    metadata: { name },
    spec: { steps: [{ id: "a", uses: "wait" }] },
  });
}

const verify = workflow("verify");
const main = workflow("main");

const pack = (name: string, workflows: PlanPack["workflows"] = []): PlanPack => ({
  name,
  version: "1.0.0",
  hash: `hash-${name}`,
  workflows,
});

function pins(packs: readonly PlanPack[], used: Partial<UsedInPlan>): readonly string[] {
  const found = pinnedPacks(packs, {
    workflows: [],
    plan: { shapes: {} },
    ...used,
  });
  return found.map(({ name, hash }) => `${name} ${hash}`);
}

it("the packs of the workflows that were used are pinned, by name, each once", () => {
  const packs = [pack("z", [main]), pack("b", [verify, workflow("other")]), pack("c", [])];
  expect(pins(packs, { workflows: [main, verify, main] })).toEqual(["b hash-b", "z hash-z"]);
  expect(pins(packs, {})).toEqual([]);
});

it("packs whose actions stand in steps are pinned, and none whose name only begins alike", () => {
  const step = {
    id: "a",
    title: "a",
    uses: "care/look",
    with: { list: [1, null, "care"] },
    role: "self",
    needs: [],
    timeoutMs: 1,
    retry: {
      policy: "FIXED",
      limit: 0,
      delayMs: 0,
      scale: 1,
      maxDelayMs: 0,
      jitterMs: 0,
      totalTimeoutMs: 0,
    },
    undo: "",
  } as const;
  const shapes = { A: { strategy: "rolling", why: "", hops: [], steps: [step] } } as const;
  expect(pins([pack("care"), pack("car"), pack("look")], { plan: { shapes } })).toEqual([
    "care hash-care",
  ]);
});

it("packs whose records decided something are pinned", () => {
  const addedRecords = [{ id: "checks/care/dns", from: "pack care" }];
  expect(pins([pack("care"), pack("other")], { plan: { shapes: {}, addedRecords } })).toEqual([
    "care hash-care",
  ]);
});
