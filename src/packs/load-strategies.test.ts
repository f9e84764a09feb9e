import { expect, it } from "vitest";
import { STRATEGIES } from "../model/strategy-weights.ts";
import { loadStrategies } from "./load-strategies.ts";
import { packFrom } from "./pack.fixture.ts";

const workflow = `apiVersion: fleetlift.dev/v1alpha1
kind: Workflow
metadata: { name: ours }
spec: { strategy: rolling, steps: [{ id: soak, uses: wait, with: { forMs: 1 } }] }
`;

it("every strategy has its workflow in a pack that comes with fleetlift", () => {
  expect([...loadStrategies().keys()].toSorted()).toEqual(STRATEGIES.toSorted());
});

it("of two packs with a workflow for one strategy the later stands", () => {
  const [one, other] = ["one", "other"].map((name) =>
    packFrom({ "workflows/w.yaml": workflow.replace("ours", name) }, { name }),
  );
  if (one === undefined || other === undefined) throw new Error("two were made");
  const strategies = loadStrategies([one, other]);
  expect(strategies.get("rolling")?.metadata.name).toBe("other");
});
