import { createRoute, z } from "@hono/zod-openapi";
import { nameSchema } from "../../model/names.ts";
import type { Core } from "../core.ts";
import { orderRollout } from "../order-rollout.ts";
import { mustExist } from "../documents.ts";
import { approvalViewSchema } from "../views.ts";
import { json, nameParam, problems, reply, type Api } from "./route.ts";

const verdictSchema = z
  .strictObject({
    kind: z.enum(["approve", "reject"]),
    comment: z.string().max(1_000, "expected at most 1000 letters").default(""),
    /** Hash of the plan that was looked at: another one is not approved. */
    plan: z.string().min(8, "expected at least 8 letters of the plan's hash"),
    stage: nameSchema.optional(),
  })
  .meta({ id: "Verdict" });

const route = createRoute({
  method: "post",
  path: "/rollouts/{name}/approvals",
  summary: "Approve or reject what a rollout asks for",
  description:
    "Counts for the groups and rights of who asks. The same person twice counts once, and whoever asked for the rollout cannot approve it.",
  request: {
    params: nameParam,
    body: { ...json(verdictSchema, "the verdict"), required: true },
  },
  responses: { 200: reply(z.strictObject({ said: z.string() }), "what came of it"), ...problems },
});

const list = createRoute({
  method: "get",
  path: "/approvals",
  summary: "All that rollouts wait for people to approve, the oldest first",
  request: { query: z.object({ rollout: z.string().optional() }) },
  responses: {
    200: reply(z.strictObject({ items: z.array(approvalViewSchema) }), "approvals"),
    ...problems,
  },
});

export function addApprovals(app: Api, core: Core): void {
  app.openapi(list, async (context) => {
    const { rollout } = context.req.valid("query");
    const items = (await core.readSide.upToDate())
      .approvals()
      .filter((view) => rollout === undefined || view.rollout === rollout);
    return context.json({ items }, 200);
  });
  app.openapi(route, async (context) => {
    const { name } = context.req.valid("param");
    const { name: actor, rights, groups } = context.get("identity");
    await mustExist(core.records, "Rollout", name);
    const verdict = { ...context.req.valid("json"), actor, roles: [...rights, ...groups] };
    const request = context.get("requestId");
    return context.json({ said: await orderRollout(core, name, { ...verdict, request }) }, 200);
  });
}
