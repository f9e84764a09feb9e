import { createRoute, z } from "@hono/zod-openapi";
import { nameSchema } from "../../model/names.ts";
import type { Core } from "../core.ts";
import { mustExist } from "../documents.ts";
import { orderRollout } from "../order-rollout.ts";
import { json, nameParam, problems, reply, type Api } from "./route.ts";

/** Kept in the state of what it holds, where there is little room; longer words belong beside it. */
const words = z.string().max(1_000, "expected at most 1000 letters");
const reason = words.default("");

export const orderSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.enum(["run", "stop"]), reason }),
    z.strictObject({
      kind: z.enum(["pause", "resume", "cancel"]),
      reason,
      cluster: nameSchema.optional(),
      stage: nameSchema.optional(),
    }),
    z.strictObject({ kind: z.literal("retry"), reason, clusters: z.array(nameSchema).optional() }),
    z.strictObject({
      kind: z.literal("skip"),
      reason: words.min(1),
      /** Left out with a task. */
      cluster: nameSchema.optional(),
      step: z.string().min(1).optional(),
      /** With a task of it, like `before-0`: the task is left out, and no cluster. */
      stage: nameSchema.optional(),
      task: z.string().min(1).optional(),
    }),
  ])
  .meta({ id: "Order" });

const route = createRoute({
  method: "post",
  path: "/rollouts/{name}/orders",
  summary: "Give an order to a rollout",
  description:
    "An order that is already carried out is answered with success: it may be sent twice.",
  request: {
    params: nameParam,
    body: { ...json(orderSchema, "the order"), required: true },
  },
  responses: { 200: reply(z.strictObject({ said: z.string() }), "what came of it"), ...problems },
});

export function addOrders(app: Api, core: Core): void {
  app.openapi(route, async (context) => {
    const { name } = context.req.valid("param");
    const { name: actor, rights, groups } = context.get("identity");
    await mustExist(core.records, "Rollout", name);
    const by = { actor, roles: [...rights, ...groups], request: context.get("requestId") };
    const order = { ...context.req.valid("json"), ...by };
    const said = await orderRollout(core, name, order);
    return context.json({ said }, 200);
  });
}
