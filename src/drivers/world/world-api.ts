import * as z from "zod";
import type { ClockScale } from "../../platform/clock.ts";
import { faultSchema } from "../../world/fault.ts";
import { requestSchemas } from "../../world/requests.ts";
import { worldStatus } from "../../world/world-status.ts";
import type { DoorKind } from "./world-door.ts";
import type { WorldHandle } from "./world-handle.ts";

/** What the world answers over its socket, as JSON. */
export interface ApiAnswer {
  readonly status: 200 | 400 | 404;
  readonly body: unknown;
}

/** Answers one request to the world's own API; errors of the simulated clusters are answers too. */
export async function answerApi(
  world: WorldHandle,
  scale: ClockScale,
  request: { readonly method: string; readonly path: string; readonly body: string },
): Promise<ApiAnswer> {
  const { method, path, body } = request;
  const [, root, cluster = "", kind = ""] = path.split("/").map(decodeURIComponent);
  switch (`${method} /${root}`) {
    case "GET /clock":
      return ok(scale);
    case "GET /ledger":
      return ok(world.ledger());
    case "GET /status":
      return ok(worldStatus(world.state()));
    case "POST /clusters":
      return askCluster(world, cluster, kind, body);
    default:
      return { status: 404, body: { message: `the world knows no ${method} ${path}` } };
  }
}

async function askCluster(
  world: WorldHandle,
  cluster: string,
  kind: string,
  body: string,
): Promise<ApiAnswer> {
  const data: unknown = JSON.parse(body);
  if (kind === "break") return breakCluster(world, cluster, data);
  if (!isDoorKind(kind)) {
    return { status: 404, body: { message: `a cluster cannot be asked ${kind}` } };
  }
  const request = requestSchemas[kind].safeParse(data);
  if (!request.success) return wrong(request.error);
  return ok(await world.ask(cluster, kind, request.data));
}

function breakCluster(world: WorldHandle, cluster: string, data: unknown): ApiAnswer {
  const request = z.strictObject({ fault: faultSchema }).safeParse(data);
  if (!request.success) return wrong(request.error);
  if (!Object.hasOwn(world.peek.clusters, cluster)) {
    return { status: 404, body: { message: `there is no cluster ${cluster} in this world` } };
  }
  world.break(cluster, request.data.fault);
  return ok(null);
}

function isDoorKind(kind: string): kind is DoorKind {
  return kind !== "break" && Object.hasOwn(requestSchemas, kind);
}

function ok(body: unknown): ApiAnswer {
  return { status: 200, body };
}

function wrong(error: z.ZodError): ApiAnswer {
  const words = error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  return { status: 400, body: { message: words.join("; ") } };
}
