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
import { unknownName } from "../documents.ts";
import { fleetClusters, keyOf, listClusters } from "../fleet-clusters.ts";
import { nearest } from "../../spec/nearest.ts";
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
    /** Empty where no rollout is about it. */
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
  if (rollout !== undefined && book.rollout(rollout) === undefined)
    throw await unknownName(core.records, "Rollout", rollout);
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
  return await withoutRollout(core, name, rollout);
}

/** A cluster of a fleet waits for nobody where no rollout has it; one that no fleet has is a slip. */
async function withoutRollout(
  core: Core,
  name: string,
  rollout: string | undefined,
): Promise<ExplanationAnswer> {
  const listed = await listClusters(core.records);
  const fleets = listed.filter(({ cluster }) => cluster.name === name).map(({ fleet }) => fleet);
  const who = rollout === undefined ? "no rollout" : `rollout ${rollout}`;
  if (fleets.length > 0) {
    const verb = rollout === undefined ? "is" : "is not";
    const text = `${name} is in fleet ${fleets.join(" and ")}, and ${who} ${verb} about it.\n  A plan has the clusters that its stages chose when it was made: to take it in, fleetlift apply -f FILE makes the next one.`;
    return { text, cluster: name, rollout: "" };
  }
  const near = nearest(
    name,
    listed.map(({ cluster }) => cluster.name),
  );
  const hint = near === undefined ? "" : `did you mean ${near}? `;
  throw new Refusal(
    404,
    `neither a fleet nor a rollout has a cluster ${name}`,
    `${hint}see the clusters with: fleetlift get clusters`,
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
