import { createRoute } from "@hono/zod-openapi";
import type { RolloutView } from "../../report/rollout-view.ts";
import type { Core } from "../core.ts";
import { unknownName } from "../documents.ts";
import { rolloutSummarySchema, rolloutViewSchema, type RolloutSummary } from "../views.ts";
import { reply, nameParam, pageAfter, pageOf, pageQuery, problems, type Api } from "./route.ts";

const list = createRoute({
  method: "get",
  path: "/rollouts",
  summary: "All rollouts, without their clusters",
  request: { query: pageQuery },
  responses: { 200: reply(pageOf(rolloutSummarySchema), "rollouts by name"), ...problems },
});

const one = createRoute({
  method: "get",
  path: "/rollouts/{name}",
  summary: "A rollout with its clusters, as its records tell it",
  request: { params: nameParam },
  responses: { 200: reply(rolloutViewSchema, "the rollout"), ...problems },
});

export function addRollouts(app: Api, core: Core): void {
  app.openapi(list, async (context) => {
    const book = await core.readSide.upToDate();
    const summaries = book.rollouts().map((rollout) => summary(rollout.view()));
    return context.json(
      pageAfter(summaries, ({ name }) => name, context.req.valid("query")),
      200,
    );
  });
  app.openapi(one, async (context) => {
    const { name } = context.req.valid("param");
    const rollout = (await core.readSide.upToDate()).rollout(name);
    if (rollout === undefined) throw await unknownName(core.records, "Rollout", name);
    return context.json(rollout.view(), 200);
  });
}

function summary(view: RolloutView): RolloutSummary {
  const { clusters: _, ...rest } = view;
  return rest;
}
