import { createRoute, z } from "@hono/zod-openapi";
import type { Core } from "../core.ts";
import { driftViewSchema } from "../views.ts";
import { problems, reply, type Api } from "./route.ts";

const list = createRoute({
  method: "get",
  path: "/drift",
  summary: "Fleets with a desired version: where their clusters stand, and what comes of it",
  responses: {
    200: reply(z.strictObject({ items: z.array(driftViewSchema) }), "fleets by name"),
    ...problems,
  },
});

export function addDrift(app: Api, core: Core): void {
  app.openapi(list, (context) => context.json({ items: core.drift() }, 200));
}
