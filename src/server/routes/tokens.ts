import { createRoute, z } from "@hono/zod-openapi";
import { durationSchema } from "../../model/duration.ts";
import { identitySchema, rightSchema } from "../../model/identity.ts";
import { createToken, listTokens, revokeTokens } from "../access/tokens.ts";
import type { Core } from "../core.ts";
import { Refusal } from "../problem.ts";
import { json, problems, reply, type Api } from "./route.ts";

const tokenSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    rights: z.array(rightSchema),
    groups: z.array(z.string()),
    createdBy: z.string(),
    createdAtMs: z.number(),
    expiresAtMs: z.number(),
    revokedAtMs: z.number().optional(),
  })
  .meta({ id: "Token" });

const nameSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][\w.@+-]{0,99}$/,
    "expected a name or an address, like ana or ana@shop.example",
  );

const bodySchema = z.strictObject({
  name: nameSchema,
  rights: z.array(rightSchema).min(1),
  groups: z.array(z.string().min(1).max(100)).default([]),
  expires: durationSchema
    .refine((ms) => ms > 0, "a token that never holds proves nothing: expected at least 1ms")
    .default(90 * 86_400_000),
});

const create = createRoute({
  method: "post",
  path: "/tokens",
  summary: "Make a token; its text is told this once",
  request: { body: { ...json(bodySchema, "whose it is, and what they may do"), required: true } },
  responses: {
    200: reply(z.strictObject({ text: z.string(), token: tokenSchema }), "the token"),
    ...problems,
  },
});

const list = createRoute({
  method: "get",
  path: "/tokens",
  summary: "All tokens, without what would prove them",
  responses: { 200: reply(z.strictObject({ items: z.array(tokenSchema) }), "tokens"), ...problems },
});

const revoke = createRoute({
  method: "post",
  path: "/tokens/{name}/revoke",
  summary: "Take every token of a name, or the one of an id, out of force",
  request: { params: z.object({ name: z.string() }) },
  responses: { 200: reply(z.strictObject({ items: z.array(tokenSchema) }), "those"), ...problems },
});

const whoami = createRoute({
  method: "get",
  path: "/identity",
  summary: "Who asks, as it was proved",
  responses: { 200: reply(identitySchema.meta({ id: "Identity" }), "the identity"), ...problems },
});

export function addTokens(app: Api, core: Core): void {
  const { records, clock } = core;
  app.openapi(whoami, (context) => context.json(context.get("identity"), 200));
  app.openapi(list, async (context) => context.json({ items: await listTokens(records) }, 200));
  app.openapi(create, async (context) => {
    const { expires, ...asked } = context.req.valid("json");
    const createdBy = context.get("identity").name;
    const request = { ...asked, createdBy, lifeMs: expires };
    return context.json(await createToken(records, request, clock.nowMs()), 200);
  });
  app.openapi(revoke, async (context) => {
    const { name } = context.req.valid("param");
    const items = await revokeTokens(records, name, clock.nowMs());
    if (items.length > 0) return context.json({ items }, 200);
    throw new Refusal(
      404,
      `no token of ${name} is in force`,
      "see them with: fleetlift token list",
    );
  });
}
