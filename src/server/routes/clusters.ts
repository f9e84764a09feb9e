import { createRoute, z } from "@hono/zod-openapi";
import type { Data } from "../../model/data.ts";
import {
  explainCluster,
  explainLeftOut,
  renderExplanation,
  type Explanation,
} from "../../report/explain.ts";
import { foremost } from "../../report/foremost.ts";
import type { RolloutProjection } from "../../report/rollout-projection.ts";
import type { ClusterView, RolloutView } from "../../report/rollout-view.ts";
import type { Core } from "../core.ts";
import { fleetClusters, keyOf, listClusters } from "../fleet-clusters.ts";
import { Refusal } from "../problem.ts";
import { fleetClusterSchema } from "../views.ts";
import { reply, nameParam, pageAfter, pageOf, pageQuery, problems, type Api } from "./route.ts";

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
          z.strictObject({
            rule: z.string(),
            words: z.string(),
            needsPerson: z.boolean(),
            untilMs: z.number().optional(),
            who: z.string().optional(),
          }),
        ),
        details: z.array(z.string()),
        needsPerson: z.boolean(),
        decided: z.strictObject({
          atMs: z.number(),
          rule: z.string(),
          event: z.int(),
          stream: z.string(),
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

export function addClusters(app: Api, core: Core): void {
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

/** From the rollout that was named, or the one that says where the cluster is; else from the newest that left it out. */
async function explanationOf(
  core: Core,
  name: string,
  rollout: string | undefined,
): Promise<ExplanationAnswer> {
  const book = await core.readSide.upToDate();
  const asked = book
    .rollouts()
    .map((projection) => ({ projection, view: projection.view() }))
    .filter(({ view }) => rollout === undefined || view.name === rollout);
  const sights = asked.flatMap(({ projection, view }) => {
    const cluster = projection.cluster(name);
    return cluster === undefined ? [] : [{ projection, view, cluster }];
  });
  const sight = foremost(sights);
  if (sight !== undefined)
    return answerFrom(sight.projection, sight.view, sight.cluster, core.clock.nowMs());
  for (const { view } of asked.toSorted((a, b) => b.view.plannedAtMs - a.view.plannedAtMs)) {
    const left = (await core.loadPlan(view.plan)).leftOut.find((entry) => entry.name === name);
    if (left !== undefined)
      return { text: explainLeftOut(view, left), cluster: name, rollout: view.name };
  }
  throw new Refusal(
    404,
    `no ${rollout === undefined ? "rollout" : `rollout ${rollout}`} has a cluster ${name}`,
    "see the clusters with: fleetlift get clusters",
  );
}

function answerFrom(
  projection: RolloutProjection,
  view: RolloutView,
  cluster: ClusterView,
  nowMs: number,
): ExplanationAnswer {
  const { name } = cluster;
  const explanation = explainCluster(
    view,
    cluster,
    projection.whyWaits(name, nowMs),
    projection.decided(name),
  );
  return { ...inParts(explanation), text: renderExplanation(explanation) };
}

function inParts({ cluster, rollout, ...parts }: Explanation): Omit<ExplanationAnswer, "text"> {
  return { cluster, rollout, parts };
}
