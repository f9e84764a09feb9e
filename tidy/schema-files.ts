import { knowledgeSchema } from "../src/knowledge/knowledge-document.ts";
import { checkDocumentSchema, packSchema } from "../src/model/pack.ts";
import { packActionSchema } from "../src/model/pack-action.ts";
import { packTestSchema } from "../src/model/pack-test.ts";
import { fleetSchema } from "../src/model/fleet.ts";
import { messagingSchema } from "../src/model/messaging.ts";
import { pricesSchema } from "../src/model/prices.ts";
import { rolloutSchema } from "../src/model/rollout.ts";
import { snapshotDocumentSchema } from "../src/model/snapshot-document.ts";
import { strategyWeightsSchema } from "../src/model/strategy-weights.ts";
import { workflowSchema } from "../src/model/workflow.ts";
import { apiDescription } from "../src/server/app.ts";
import { jsonSchemas } from "../src/spec/json-schemas.ts";
import { worldSchema } from "../src/world/world-document.ts";

/** The files of `schemas/` as they should be, by name: one for every kind that people write, and the API. */
export const schemaFiles: ReadonlyMap<string, string> = new Map([
  ...jsonSchemas({
    "fleet.json": fleetSchema,
    "knowledge.json": knowledgeSchema,
    "pack.json": packSchema,
    "pack-action.json": packActionSchema,
    "pack-check.json": checkDocumentSchema,
    "pack-test.json": packTestSchema,
    "rollout.json": rolloutSchema,
    "messaging.json": messagingSchema,
    "workflow.json": workflowSchema,
    "snapshot.json": snapshotDocumentSchema,
    "strategy-weights.json": strategyWeightsSchema,
    "prices.json": pricesSchema,
    "world.json": worldSchema,
  }),
  ["openapi.json", `${JSON.stringify(apiDescription(), null, 2)}\n`],
]);
