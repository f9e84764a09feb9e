import { expect, it } from "vitest";
import { workflowSchema } from "../../model/workflow.ts";
import { askedStrategy } from "./asked-strategy.ts";

const rolling = workflowSchema.parse({
  apiVersion: "fleetlift.dev/v1alpha1",
  kind: "Workflow",
  metadata: { name: "rolling" },
  spec: { strategy: "rolling", steps: [{ id: "a", uses: "wait" }] },
});

const installed = new Map([["rolling", rolling]]);

it("the strategy that is asked for is taken", () => {
  expect(askedStrategy("rolling", installed)).toEqual({
    choice: { strategy: "rolling", workflow: rolling, why: "asked for by the rollout" },
  });
});

it.each([
  ["blue-green" as const, "no workflow is installed for strategy blue-green; installed: rolling"],
  [
    "auto" as const,
    "auto: strategies are not weighed against each other yet, so there is nothing to choose by; name one. Installed: rolling",
  ],
])("%s is refused, and never replaced by another", (asked, message) => {
  expect(askedStrategy(asked, installed)).toEqual({
    complaint: { path: ["spec", "strategy"], on: "value", message },
  });
});

it("nothing installed is said", () => {
  expect(askedStrategy("rolling", new Map())).toMatchObject({
    complaint: { message: "no workflow is installed for strategy rolling; installed: none" },
  });
});
