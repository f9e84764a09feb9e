import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";
import { nameSchema } from "../../model/names.ts";
import type { Answer } from "../../rollout/answer.ts";
import type { Core } from "../core.ts";
import { unknownName } from "../documents.ts";
import { Refusal } from "../problem.ts";
import { actorHeader, json, nameParam, problems, reply } from "./route.ts";

const reason = z.string().default("");

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
      reason: z.string().min(1),
      cluster: nameSchema,
      step: z.string().min(1).optional(),
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
    headers: actorHeader,
    body: { ...json(orderSchema, "the order"), required: true },
  },
  responses: { 200: reply(z.strictObject({ said: z.string() }), "what came of it"), ...problems },
});

export function addOrders(app: OpenAPIHono, core: Core): void {
  app.openapi(route, async (context) => {
    const { name } = context.req.valid("param");
    const actor = context.req.valid("header")["fleetlift-actor"];
    await mustExist(core, name);
    const said = await order(core, name, { ...context.req.valid("json"), actor });
    return context.json({ said }, 200);
  });
}

async function mustExist(core: Core, name: string): Promise<void> {
  if ((await core.records.getDocument("Rollout", name)) !== undefined) return;
  throw await unknownName(core.records, "Rollout", name);
}

/** Hands an order to the rollout's object; a refusal of its is thrown as a 409 in its words. */
export async function order(core: Core, rollout: string, message: object): Promise<string> {
  const answer = await core.host.call<Answer>("Rollout", rollout, message);
  if (!answer.ok) throw new Refusal(409, answer.why, answer.help);
  return answer.said;
}
