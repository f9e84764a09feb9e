import { createRoute, z } from "@hono/zod-openapi";
import type { Core } from "../core.ts";
import { upgradeViewSchema } from "../views.ts";
import { reply, pageAfter, pageOf, pageQuery, problems, type Api } from "./route.ts";

const list = createRoute({
  method: "get",
  path: "/upgrades",
  summary: "Every attempt at every cluster",
  request: {
    query: pageQuery.extend({ rollout: z.string().optional(), cluster: z.string().optional() }),
  },
  responses: { 200: reply(pageOf(upgradeViewSchema), "upgrades by name"), ...problems },
});

export function addUpgrades(app: Api, core: Core): void {
  app.openapi(list, async (context) => {
    const asked = context.req.valid("query");
    const book = await core.readSide.upToDate();
    const upgrades = book
      .upgrades()
      .filter(({ rollout }) => asked.rollout === undefined || rollout === asked.rollout)
      .filter(({ cluster }) => asked.cluster === undefined || cluster === asked.cluster)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return context.json(
      pageAfter(upgrades, ({ name }) => name, asked),
      200,
    );
  });
}
