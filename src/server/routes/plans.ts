import { createRoute, z } from "@hono/zod-openapi";
import { planSchema } from "../../model/plan.ts";
import type { Core } from "../core.ts";
import { fullHash, planSummaries } from "../plan-store.ts";
import { pageAfter, pageOf, pageQuery, problems, reply, type Api } from "./route.ts";

const planSummarySchema = z
  .strictObject({
    hash: z.string(),
    rollout: z.string(),
    fleet: z.string(),
    clusters: z.int(),
    plannedAtMs: z.number(),
  })
  .meta({ id: "PlanSummary" });

const list = createRoute({
  method: "get",
  path: "/plans",
  summary: "All plans",
  request: { query: pageQuery.extend({ rollout: z.string().optional() }) },
  responses: { 200: reply(pageOf(planSummarySchema), "plans by hash"), ...problems },
});

const one = createRoute({
  method: "get",
  path: "/plans/{hash}",
  summary: "A plan, whole, by its hash or by the first digits of it",
  request: {
    params: z.object({
      hash: z.string().min(1).max(64),
    }),
  },
  responses: { 200: reply(planSchema.meta({ id: "Plan" }), "the plan"), ...problems },
});

export function addPlans(app: Api, core: Core): void {
  app.openapi(list, async (context) => {
    const asked = context.req.valid("query");
    const plans = (await planSummaries(core.records)).filter(
      ({ rollout }) => asked.rollout === undefined || rollout === asked.rollout,
    );
    return context.json(
      pageAfter(plans, ({ hash }) => hash, asked),
      200,
    );
  });
  app.openapi(one, async (context) => {
    const hash = await fullHash(core.records, context.req.valid("param").hash);
    return context.json(await core.loadPlan(hash), 200);
  });
}
