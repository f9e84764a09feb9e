import { expect, it } from "vitest";
import { type ApiAnswer, type ApiRequest, isSuccess } from "./api.ts";
import { PortError } from "../../ports/port-error.ts";
import { settledRefusals } from "./settled-refusals.ts";

const answer = (status: number, text = ""): ApiAnswer => ({
  status,
  retryAfterMs: undefined,
  text,
});
const nodes: ApiRequest = { verb: "list", resource: "nodes", path: "/api/v1/nodes" };
const readyz: ApiRequest = { verb: "get", resource: "/readyz", path: "/readyz" };

function server(refusal: number, readiness: () => ApiAnswer) {
  const asked: string[] = [];
  const api = settledRefusals({
    source: "test",
    send: async ({ path }) => {
      asked.push(path);
      return path === "/readyz" ? readiness() : answer(refusal, "no");
    },
  });
  return { api, asked };
}

it.each([401, 403])(
  "a server that is starting has not refused anything yet: %i",
  async (status) => {
    const { api } = server(status, () =>
      answer(500, "[-]poststarthook/rbac/bootstrap-roles failed"),
    );
    await expect(api.send(nodes)).rejects.toMatchObject({
      class: "transient",
      message: "cannot list nodes: the API server is only starting, and refuses everything for now",
    });
  },
);

it("a server that is gone a moment later has not refused anything either", async () => {
  const { api } = server(403, () => {
    throw new PortError("transient", "no answer");
  });
  await expect(api.send(nodes)).rejects.toMatchObject({ class: "transient" });
});

it.each([answer(200, "ok"), answer(401), answer(403)])(
  "a refusal of a server that is not known to be starting stands: $status",
  async (readiness) => {
    const { api } = server(403, () => readiness);
    expect((await api.send(nodes)).status).toBe(403);
  },
);

it("anything else is passed on without a question", async () => {
  const { api, asked } = server(200, () => answer(200));
  expect(isSuccess(await api.send(nodes))).toBe(true);
  expect((await server(200, () => answer(403)).api.send(readyz)).status).toBe(403);
  expect(asked).toEqual(["/api/v1/nodes"]);
});
