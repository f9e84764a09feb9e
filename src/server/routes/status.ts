import { createRoute, z } from "@hono/zod-openapi";
import type { Core } from "../core.ts";
import { reply, problems, type Api } from "./route.ts";

export const statusSchema = z
  .strictObject({
    version: z.string(),
    pid: z.int(),
    dataDir: z.string(),
    /** The fleet's clock: it may be sped up, together with a simulated world. */
    clock: z.strictObject({
      nowMs: z.number(),
      speed: z.number(),
    }),
  })
  .meta({ id: "Status" });

export type Status = z.infer<typeof statusSchema>;

const route = createRoute({
  method: "get",
  path: "/status",
  summary: "Who serves this, and what time it is for the fleet",
  responses: { 200: reply(statusSchema, "the server"), ...problems },
});

export function addStatus(app: Api, core: Core): void {
  app.openapi(route, (context) =>
    context.json(
      { ...core.about, clock: { nowMs: core.clock.nowMs(), speed: core.clock.speed } },
      200,
    ),
  );
}
