import type * as z from "zod";
import type { Data, Json } from "../model/data.ts";
import { fleetSchema } from "../model/fleet.ts";
import { messagingSchema } from "../model/messaging.ts";
import { pricesSchema } from "../model/prices.ts";
import { rolloutSchema } from "../model/rollout.ts";
import { snapshotDocumentSchema } from "../model/snapshot-document.ts";
import { strategyWeightsSchema } from "../model/strategy-weights.ts";
import { workflowSchema } from "../model/workflow.ts";
import { checkFleet } from "./check-fleet.ts";
import { checkMessaging } from "./check-messaging.ts";
import { checkRollout } from "./check-rollout.ts";
import type { Complaint } from "./problem.ts";

/** How documents of one kind are read. */
export interface DocumentKind<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema;
  /** What the schema cannot say. It is given the data as it was written, wrong or right. */
  readonly check: (data: Json) => readonly Complaint[];
}

/** By the word that stands under `kind`. */
export type DocumentKinds = Readonly<Record<string, DocumentKind>>;

/** The documents of such kinds. */
export type DocumentOf<Kinds extends DocumentKinds> = {
  [Kind in keyof Kinds]: Data<Kinds[Kind]["schema"]>;
}[keyof Kinds];

/** What people write for fleetlift itself. A folder with a kind of its own reads it beside these. */
export const documentKinds = {
  Fleet: { schema: fleetSchema, check: checkFleet },
  Rollout: { schema: rolloutSchema, check: checkRollout },
  Messaging: { schema: messagingSchema, check: checkMessaging },
  // A workflow is checked further where it is known what actions there are (plan/workflow).
  Workflow: { schema: workflowSchema, check: () => [] },
  Snapshot: { schema: snapshotDocumentSchema, check: () => [] },
  StrategyWeights: { schema: strategyWeightsSchema, check: () => [] },
  Prices: { schema: pricesSchema, check: () => [] },
} as const satisfies DocumentKinds;
