import { createRoute, z } from "@hono/zod-openapi";
import type { Data } from "../../model/data.ts";
import { fleetSchema } from "../../model/fleet.ts";
import type { Core } from "../core.ts";
import { allDocuments, unknownName } from "../documents.ts";
import { nameParam, pageAfter, pageOf, pageQuery, problems, reply, type Api } from "./route.ts";

const fleetSummarySchema = z
  .strictObject({
    name: z.string(),
    clusters: z.int(),
    /** A Fleet document (`schemas/fleet.json`). */
    document: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "FleetSummary" });
export type FleetSummary = Data<typeof fleetSummarySchema>;

const list = createRoute({
  method: "get",
  path: "/fleets",
  summary: "All fleets",
  request: { query: pageQuery },
  responses: { 200: reply(pageOf(fleetSummarySchema), "fleets by name"), ...problems },
});

const one = createRoute({
  method: "get",
  path: "/fleets/{name}",
  summary: "A fleet as it was applied",
  request: { params: nameParam },
  responses: { 200: reply(fleetSummarySchema, "the fleet"), ...problems },
});

export function addFleets(app: Api, core: Core): void {
  app.openapi(list, async (context) => {
    const fleets = (await allDocuments(core.records, "Fleet")).map(({ json: text }) =>
      summary(text),
    );
    return context.json(
      pageAfter(fleets, ({ name }) => name, context.req.valid("query")),
      200,
    );
  });
  app.openapi(one, async (context) => {
    const { name } = context.req.valid("param");
    const document = await core.records.getDocument("Fleet", name);
    if (document === undefined) throw await unknownName(core.records, "Fleet", name);
    return context.json(summary(document.json), 200);
  });
}

function summary(text: string): FleetSummary {
  const document = JSON.parse(text);
  const { metadata, spec } = fleetSchema.parse(document);
  return { name: metadata.name, clusters: spec.clusters.length, document };
}
