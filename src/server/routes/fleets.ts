import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";
import type { Data } from "../../model/data.ts";
import { fleetSchema } from "../../model/fleet.ts";
import type { Core } from "../core.ts";
import { allDocuments, parseDocument, storeDocument, unknownName } from "../documents.ts";
import {
  actorHeader,
  json,
  nameParam,
  pageAfter,
  pageOf,
  pageQuery,
  problems,
  reply,
} from "./route.ts";

const fleetSummarySchema = z
  .strictObject({ name: z.string(), clusters: z.int(), document: fleetSchema })
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

const put = createRoute({
  method: "put",
  path: "/fleets/{name}",
  summary: "Apply a fleet: store it, whole, under its name",
  request: {
    params: nameParam,
    headers: actorHeader,
    body: { ...json(z.record(z.string(), z.unknown()), "a Fleet document"), required: true },
  },
  responses: { 200: reply(z.strictObject({ said: z.string() }), "stored"), ...problems },
});

export function addFleets(app: OpenAPIHono, core: Core): void {
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
  app.openapi(put, async (context) => {
    const { name } = context.req.valid("param");
    const body = context.req.valid("json");
    parseDocument("Fleet", name, body);
    const changed = await storeDocument(core.records, "Fleet", name, body);
    return context.json({ said: `fleet ${name} ${changed ? "stored" : "unchanged"}` }, 200);
  });
}

function summary(text: string): FleetSummary {
  const document = fleetSchema.parse(JSON.parse(text));
  return { name: document.metadata.name, clusters: document.spec.clusters.length, document };
}
