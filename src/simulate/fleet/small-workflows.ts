import { API_VERSION } from "../../model/names.ts";
import { type Workflow, workflowSchema } from "../../model/workflow.ts";

/** What the gates, workflows and failure workflows of small fleets do. */
export const GATE = "well";
export const CALL = "call";

export const smallWorkflows: ReadonlyMap<string, Workflow> = new Map(
  [
    {
      apiVersion: API_VERSION,
      kind: "Workflow",
      metadata: { name: GATE },
      spec: {
        inputs: {
          type: "object",
          properties: { windowMs: { type: "integer" }, stage: { type: "string" } },
        },
        steps: [
          {
            id: "look",
            uses: "health.check",
            with: { consecutivePasses: 2, failuresAllowed: 6 },
            timeout: "30m",
          },
        ],
      },
    },
    {
      apiVersion: API_VERSION,
      kind: "Workflow",
      metadata: { name: CALL },
      spec: {
        inputs: { type: "object", properties: { rollout: { type: "string" } } },
        steps: [
          {
            id: "tell",
            uses: "notify",
            with: { audience: "operations", text: "Somebody has to look." },
            timeout: "10m",
          },
        ],
      },
    },
  ].map((written) => {
    const workflow = workflowSchema.parse(written);
    return [workflow.metadata.name, workflow];
  }),
);
