import { OpenAPIHono } from "@hono/zod-openapi";
import { API_ROOT } from "./api-root.ts";
import type { Core } from "./core.ts";
import { answerProblem, fieldErrors, Refusal } from "./problem.ts";
import { identify, type ApiEnv } from "./access/identify.ts";
import type { Api } from "./routes/route.ts";
import { addDrift } from "./routes/drift.ts";
import { addApprovals } from "./routes/approvals.ts";
import { addTokens } from "./routes/tokens.ts";
import { addEvidence } from "./routes/evidence.ts";
import { addEvents } from "./routes/events.ts";
import { addApply } from "./routes/apply.ts";
import { addChannels } from "./routes/channels.ts";
import { addClusters } from "./routes/clusters.ts";
import { addFleets } from "./routes/fleets.ts";
import { addOrders } from "./routes/orders.ts";
import { addPacks } from "./routes/packs.ts";
import { addPlans } from "./routes/plans.ts";
import { addRollouts } from "./routes/rollouts.ts";
import { addUpgrades } from "./routes/upgrades.ts";
import { addStatus } from "./routes/status.ts";

/** The whole API. Its description is served beside it and checked in as `schemas/openapi.json`. */
export function makeApp(core: Core): OpenAPIHono {
  const api: Api = new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      throw new Refusal(
        400,
        "the request does not fit the API",
        "see /openapi.json",
        fieldErrors(result.error),
      );
    },
  });
  api.use("*", identify(core, API_ROOT));
  addStatus(api, core);
  addApply(api, core);
  addFleets(api, core);
  addClusters(api, core);
  addRollouts(api, core);
  addOrders(api, core);
  addPlans(api, core);
  addPacks(api, core);
  addUpgrades(api, core);
  addEvents(api, core);
  addEvidence(api, core);
  addDrift(api, core);
  addApprovals(api, core);
  addTokens(api, core);
  addChannels(api, core);

  const app = new OpenAPIHono();
  app.route(API_ROOT, api);
  app.onError(answerProblem);
  app.notFound((context) =>
    answerProblem(
      new Refusal(
        404,
        `there is no ${context.req.method} ${context.req.path}`,
        "see /openapi.json",
      ),
      context,
    ),
  );
  app.get("/openapi.json", (context) => context.json(describeApi(app)));
  return app;
}

/** The OpenAPI 3.1 document of the API, without a server. */
export function apiDescription(): object {
  // Routes touch the core only when they are asked something.
  return describeApi(makeApp({} as Core));
}

/** The OpenAPI 3.1 document of the app. */
function describeApi(app: OpenAPIHono): object {
  return app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "fleetlift",
      version: "v1alpha1",
      description: "Upgrades of fleets of Kubernetes clusters. What the command line speaks to.",
    },
  });
}
