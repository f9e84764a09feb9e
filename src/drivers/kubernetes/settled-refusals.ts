import { PortError } from "../../ports/port-error.ts";
import { type Api, type ApiRequest, wordsFor } from "./api.ts";

export const READYZ: ApiRequest = { verb: "get", resource: "/readyz", path: "/readyz" };

/**
 * An API server that has just started refuses what it is about to allow: it has not read its roles
 * (403) or its keys (401) yet. Taken at its word, it would end an upgrade in the middle of its own
 * control plane's restart. So a refusal counts only when the server does not say that it is not ready.
 */
export function settledRefusals(api: Api): Api {
  return {
    ...api,
    send: async (request) => {
      const answer = await api.send(request);
      const refuses = answer.status === 401 || answer.status === 403;
      if (!refuses || request.path === READYZ.path || !(await isStarting(api))) return answer;
      throw new PortError(
        "transient",
        `cannot ${wordsFor(request)}: the API server is only starting, and refuses everything for now`,
      );
    },
  };
}

async function isStarting(api: Api): Promise<boolean> {
  return (await api.send(READYZ)).status >= 500;
}
