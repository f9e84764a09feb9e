import * as z from "zod";
import type { ActionSpec } from "../model/action-spec.ts";
import { countFrom0Schema } from "../model/count.ts";
import { nameSchema } from "../model/names.ts";
import { versionSchema } from "../model/version.ts";
import type { ActionCatalog, CatalogEntry } from "../plan/workflow/action-catalog.ts";
import { actionCatalog } from "./catalog.ts";
import { inputSchema } from "./input-schema.ts";

const MINUTE_MS = 60_000;

/** What an action does not say of itself is said here of all of them: no build can carry these out. */
interface PlannedAction {
  readonly title: string;
  readonly input: z.ZodType;
  readonly touches: ActionSpec["touches"];
  readonly undo: ActionSpec["undo"];
  /** Low and high. */
  readonly minutes: readonly [number, number];
}

const byHand = (how: string): ActionSpec["undo"] => ({ kind: "by-hand", how });
const NOTHING: ActionSpec["undo"] = { kind: "nothing-to-undo" };
const percent = z.int().min(1).max(100);
const refusal = z.enum(["Refuse", "Delete"]);

const planned: Readonly<Record<string, PlannedAction>> = {
  "node-pool.in-place": {
    title: "Upgrade the machines of a node pool where they stand",
    input: z.strictObject({
      pool: nameSchema,
      to: versionSchema,
      /** Without a new machine at least one is missed, whatever is written. */
      maxUnavailable: countFrom0Schema.default(1),
      drainTimeoutMs: z.int().min(1_000).default(1_800_000),
      emptyDirData: refusal.default("Refuse"),
      barePods: refusal.default("Refuse"),
    }),
    touches: ["nodes", "pods"],
    undo: byHand("drain the machine and install the kubelet that it had; its pods move twice"),
    minutes: [5, 20],
  },
  approval: {
    title: "Ask for approval",
    input: z.strictObject({ roles: z.array(z.string().min(1)).min(1), quorum: z.int().min(1) }),
    touches: ["nothing"],
    undo: NOTHING,
    minutes: [0, 0],
  },
  "cluster.provision": {
    title: "Make a second cluster",
    input: z.strictObject({ to: versionSchema }),
    touches: ["cluster"],
    undo: byHand("retire the second cluster; the first serves as before"),
    minutes: [15, 45],
  },
  "workloads.deploy": {
    title: "Deploy the workloads to the second cluster",
    input: z.strictObject({}),
    touches: ["pods"],
    undo: byHand("retire the second cluster; the first serves as before"),
    minutes: [10, 60],
  },
  "workloads.compare": {
    title: "Compare the workloads of both clusters",
    input: z.strictObject({}),
    touches: ["nothing"],
    undo: NOTHING,
    minutes: [5, 20],
  },
  "volume.handover": {
    title: "Hand volumes over to the second cluster",
    input: z.strictObject({ percent }),
    touches: ["volumes", "pods"],
    undo: byHand("hand the volumes back the same way, with what was written since"),
    minutes: [3, 15],
  },
  "traffic.shift": {
    title: "Shift traffic to the second cluster",
    input: z.strictObject({ of: z.enum(["traffic", "workloads"]), percent }),
    touches: ["traffic"],
    undo: byHand("shift the traffic back to the first cluster, which is as it was"),
    minutes: [2, 10],
  },
  "cluster.retire": {
    title: "Retire the first cluster",
    input: z.strictObject({}),
    touches: ["cluster"],
    undo: { kind: "impossible", why: "a cluster that was deleted has to be made anew" },
    minutes: [10, 30],
  },
};

/** Actions that plans are made of and shown with, and that this version cannot carry out. */
export const plannedActions: ActionCatalog = new Map(
  Object.entries(planned).map(([name, action]) => [name, entryOf(name, action)]),
);

/** Everything that a plan may be made of: what can be carried out, and what is planned only. */
export const planningCatalog: ActionCatalog = new Map<string, CatalogEntry>([
  ...actionCatalog,
  ...plannedActions,
]);

function entryOf(
  name: string,
  { title, input, touches, undo, minutes: [low, high] }: PlannedAction,
): CatalogEntry {
  const typicalMs = { low: low * MINUTE_MS, high: high * MINUTE_MS };
  const inputs = inputSchema(input);
  return { spec: { name, title, inputs, touches, undo, typicalMs, planOnly: true }, input };
}
