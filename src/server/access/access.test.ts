import { expect, it } from "vitest";
import { RIGHTS, type Right } from "../../model/identity.ts";
import { apiDescription } from "../app.ts";
import { API_ROOT } from "../api-root.ts";
import {
  fleetDocument,
  rolloutDocument,
  testServer,
  type TestServer,
} from "../test-core.fixture.ts";
import { rightFor } from "./right-for.ts";

interface Made {
  readonly text: string;
}

async function tokenOf(
  { ask }: TestServer,
  name: string,
  rights: readonly Right[],
  more: object = {},
): Promise<string> {
  const { body } = await ask("POST", "/tokens", { name, rights, ...more });
  // What the route's own schema promises.
  return (body as Made).text;
}

async function denials({ core }: TestServer): Promise<readonly string[]> {
  const { events } = await core.records.read({ after: "", limit: 100, streamPrefix: "access" });
  return events.map(({ actor, rollout, reason }) => `${actor} ${rollout}: ${reason}`);
}

/** Every route that there is, from the description that is served. */
function routes(): readonly (readonly [string, string])[] {
  // The OpenAPI document names paths by methods; its own types do not say which.
  const { paths } = apiDescription() as { paths: Record<string, Record<string, unknown>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(
      (method) => [method.toUpperCase(), path.slice(API_ROOT.length)] as const,
    ),
  );
}

const NEEDS: Readonly<Record<string, Right>> = {
  "POST /apply": "operator",
  "POST /channels/{name}/test": "operator",
  "POST /rollouts/{name}/orders": "operator",
  "POST /rollouts/{name}/approvals": "approver",
  "GET /tokens": "admin",
  "POST /tokens": "admin",
  "POST /tokens/{name}/revoke": "admin",
};

it.each(routes())("%s %s needs the right that it is meant to need", (method, path) => {
  const usual = method === "GET" ? "viewer" : "admin";
  expect(rightFor(method, path)).toBe(NEEDS[`${method} ${path}`] ?? usual);
});

it.each(RIGHTS)("a token of a %s opens what the right is for, and nothing more", async (right) => {
  const server = testServer();
  const token = await tokenOf(server, "ben", [right]);
  for (const [method, path] of routes()) {
    const needed = rightFor(method, path);
    const may = right === "admin" || right === needed || needed === "viewer";
    const { status } = await server.ask(
      method,
      path.replaceAll(/\{\w+\}/g, "kubernetes-1-36"),
      method === "GET" ? undefined : {},
      token,
    );
    expect([method, path, status === 403]).toEqual([method, path, !may]);
  }
});

it("who asks without a token is the owner of the socket, and may do everything", async () => {
  const { ask } = testServer();
  expect(await ask("GET", "/identity")).toEqual({
    status: 200,
    body: { name: "ana", by: "socket", rights: ["admin"], groups: [] },
  });
});

it("who acts is told as it was proved, and never as it was said", async () => {
  const server = testServer();
  const token = await tokenOf(server, "ben", ["operator"]);
  const documents = [fleetDocument(), rolloutDocument("Run")];
  await server.fetch(
    new Request(`http://fleetlift${API_ROOT}/apply`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${token}`,
        "fleetlift-actor": "ana",
      },
      body: JSON.stringify({ documents }),
    }),
  );
  const { events } = await server.core.records.read({ after: "", limit: 100 });
  const people = events.map(({ actor }) => actor).filter((actor) => actor !== "fleetlift");
  expect(new Set(people)).toEqual(new Set(["ben"]));
});

it("a denial says which right is missing, and is recorded with who and what, once a minute", async () => {
  const server = testServer();
  const token = await tokenOf(server, "ben", ["viewer"]);
  for (let times = 0; times < 3; times += 1) {
    const denied = await server.ask("POST", "/rollouts/x/orders", { kind: "stop" }, token);
    expect(denied).toEqual({
      status: 403,
      body: expect.objectContaining({
        title: "Not allowed",
        detail: "ben has viewer, and this needs operator",
      }),
    });
  }
  const words = "POST /rollouts/x/orders was denied: ben has viewer, and this needs operator";
  expect(await denials(server)).toEqual([`ben x: ${words}`]);
  await server.host.advanceTo(server.clock.nowMs() + 60_000);
  await server.ask("POST", "/rollouts/x/orders", { kind: "stop" }, token);
  expect(await denials(server)).toHaveLength(2);
});

it.each([
  ["of another form", () => "hunter2"],
  ["that nobody has", () => `flt_${"0".repeat(12)}_${"0".repeat(64)}`],
  ["with another secret", (token: string) => `${token.slice(0, -4)}0000`],
])("a token %s proves nobody, and does not fall back to the socket", async (_, forge) => {
  const server = testServer();
  const token = await tokenOf(server, "ben", ["admin"]);
  const refused = await server.ask("GET", "/status", undefined, forge(token));
  expect(refused).toMatchObject({ status: 401, body: { detail: "the token is not known" } });
});

it("a token holds until its time, and not when it was revoked", async () => {
  const server = testServer();
  const short = await tokenOf(server, "ben", ["viewer"], { expires: "1h" });
  const long = await tokenOf(server, "eve", ["viewer"]);
  expect(await server.ask("GET", "/status", undefined, short)).toMatchObject({ status: 200 });
  await server.host.advanceTo(server.clock.nowMs() + 3_600_000);
  expect(await server.ask("GET", "/status", undefined, short)).toMatchObject({
    status: 401,
    body: { detail: "the token of ben has expired" },
  });
  expect(await server.ask("POST", "/tokens/eve/revoke", {})).toMatchObject({ status: 200 });
  expect(await server.ask("GET", "/status", undefined, long)).toMatchObject({
    status: 401,
    body: { detail: "the token of eve was revoked" },
  });
  expect(await server.ask("POST", "/tokens/eve/revoke", {})).toMatchObject({ status: 404 });
});

it("the records keep no token, only what it is compared with", async () => {
  const server = testServer();
  const token = await tokenOf(server, "ben", ["viewer"]);
  const secret = token.split("_").at(-1) ?? "";
  const { documents } = await server.core.records.listDocuments({
    kind: "Token",
    after: "",
    limit: 10,
  });
  expect(documents).toHaveLength(1);
  expect(JSON.stringify(documents)).not.toContain(secret);
  expect(JSON.stringify((await server.ask("GET", "/tokens")).body)).not.toContain("secretHash");
});
