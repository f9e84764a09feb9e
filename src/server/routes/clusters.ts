import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";
import type { Data } from "../../model/data.ts";
import {
  explainCluster,
  explainLeftOut,
  renderExplanation,
  type Explanation,
} from "../../report/explain.ts";
import type { RolloutProjection } from "../../report/rollout-projection.ts";
import type { Core } from "../core.ts";
import { fleetClusters, keyOf, listClusters } from "../fleet-clusters.ts";
import { Refusal } from "../problem.ts";
import { fleetClusterSchema } from "../views.ts";
import { reply, nameParam, pageAfter, pageOf, pageQuery, problems } from "./route.ts";

const list = createRoute({
  method: "get",
  path: "/clusters",
  summary: "The clusters of all fleets, and where each stands",
  request: {
    query: pageQuery.extend({ fleet: z.string().optional(), name: z.string().optional() }),
  },
  responses: { 200: reply(pageOf(fleetClusterSchema), "clusters by name"), ...problems },
});

const explanationSchema = z
  .strictObject({
    /** The whole answer, for people. */
    text: z.string(),
    cluster: z.string(),
    rollout: z.string(),
    /** The same in parts; left out for a cluster that the plan does not upgrade. */
    parts: z
      .strictObject({
        headline: z.string(),
        waitsFor: z.array(
          z.strictObject({ rule: z.string(), words: z.string(), needsPerson: z.boolean() }),
        ),
        details: z.array(z.string()),
        needsPerson: z.boolean(),
        decided: z.strictObject({
          atMs: z.number(),
          rule: z.string(),
          event: z.int(),
          plan: z.string(),
        }),
      })
      .optional(),
  })
  .meta({ id: "Explanation" });

export type ExplanationAnswer = Data<typeof explanationSchema>;

const explain = createRoute({
  method: "get",
  path: "/clusters/{name}/explanation",
  summary: "Why a cluster is where it is",
  request: { params: nameParam, query: z.object({ rollout: z.string().optional() }) },
  responses: { 200: reply(explanationSchema, "why"), ...problems },
});

export function addClusters(app: OpenAPIHono, core: Core): void {
  app.openapi(list, async (context) => {
    const asked = context.req.valid("query");
    const listed = (await listClusters(core.records))
      .filter(({ fleet }) => asked.fleet === undefined || fleet === asked.fleet)
      .filter(({ cluster }) => asked.name === undefined || cluster.name === asked.name);
    const { items, next } = pageAfter(listed, keyOf, asked);
    return context.json({ items: await fleetClusters(core, items), next }, 200);
  });
  app.openapi(explain, async (context) => {
    const { name } = context.req.valid("param");
    return context.json(await explanationOf(core, name, context.req.valid("query").rollout), 200);
  });
}

/** From the rollout that was named, or the one that was planned last and knows the cluster. */
async function explanationOf(
  core: Core,
  name: string,
  rollout: string | undefined,
): Promise<ExplanationAnswer> {
  const book = await core.readSide.upToDate();
  const newestFirst = book
    .rollouts()
    .toSorted((a, b) => b.view().plannedAtMs - a.view().plannedAtMs)
    .filter((projection) => rollout === undefined || projection.view().name === rollout);
  for (const projection of newestFirst) {
    const answer = await answerFrom(core, projection, name);
    if (answer !== undefined) return answer;
  }
  throw new Refusal(
    404,
    `no ${rollout === undefined ? "rollout" : `rollout ${rollout}`} has a cluster ${name}`,
    "see the clusters with: fleetlift get clusters",
  );
}

async function answerFrom(
  core: Core,
  projection: RolloutProjection,
  name: string,
): Promise<ExplanationAnswer | undefined> {
  const view = projection.view();
  const cluster = projection.cluster(name);
  if (cluster === undefined) {
    const left = (await core.loadPlan(view.plan)).leftOut.find((entry) => entry.name === name);
    if (left === undefined) return undefined;
    return { text: explainLeftOut(view, left), cluster: name, rollout: view.name };
  }
  const explanation = explainCluster(
    view,
    cluster,
    projection.whyWaits(name),
    projection.decided(),
  );
  return { ...inParts(explanation), text: renderExplanation(explanation) };
}

function inParts({ cluster, rollout, ...parts }: Explanation): Omit<ExplanationAnswer, "text"> {
  return { cluster, rollout, parts };
}
