import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { OWNER } from "../run-in-world.fixture.ts";
import { lookOnce } from "../scripted/scripted.fixture.ts";
import { http } from "./http.ts";

let seen: { method: string; headers: IncomingHttpHeaders; body: string }[] = [];
let answer: (response: ServerResponse) => void = (response) => response.end();
let url = "";
const server = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
  request.on("end", () => {
    seen.push({ method: request.method ?? "", headers: request.headers, body });
    answer(response);
  });
});

beforeEach(async () => {
  seen = [];
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // Listening on a port, it has an address with one.
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  return new Promise<void>((resolve) => void server.close(() => resolve()));
});

it("a GET looks, tells nothing before, and any 2xx is done", async () => {
  expect(await lookOnce(http, { url })).toMatchObject({
    outcome: { kind: "done", summary: `GET ${url} answered 200` },
    intended: [],
  });
  answer = (response) => response.writeHead(404).end("no");
  expect((await lookOnce(http, { url })).outcome).toMatchObject({
    kind: "failed",
    class: "terminal",
  });
});

it("it waits until what it asks for is so, and not longer", async () => {
  const inputs = {
    url,
    doneIf: "response.body.state == 'ready'",
    waitIf: "response.status == 202",
    everyMs: 5_000,
  };
  const says = (status: number, state: string) => {
    answer = (response) => response.writeHead(status).end(JSON.stringify({ state }));
  };
  says(202, "made");
  expect((await lookOnce(http, inputs)).outcome).toMatchObject({ kind: "requeue", afterMs: 5_000 });
  says(200, "made");
  expect((await lookOnce(http, inputs)).outcome.kind).toBe("requeue");
  says(200, "ready");
  expect((await lookOnce(http, inputs)).outcome.kind).toBe("done");
});

it("another call is told before it is made; secrets come from the server's environment, and stay out of words", async () => {
  vi.stubEnv("FLEETLIFT_SECRET_CHANGES", "Bearer s3cret");
  answer = (response) => response.writeHead(500).end("Bearer s3cret is not allowed");
  const { outcome, intended } = await lookOnce(http, {
    method: "POST",
    url,
    body: { change: 7 },
    secretHeaders: { authorization: "FLEETLIFT_SECRET_CHANGES" },
    idempotencyHeader: "idempotency-key",
  });
  expect(intended).toEqual([`POST ${url}`]);
  expect(outcome).toMatchObject({
    class: "transient",
    why: `POST ${url} answered 500: [FLEETLIFT_SECRET_CHANGES] is not allowed`,
  });
  expect(seen[0]).toMatchObject({
    method: "POST",
    body: '{"change":7}',
    headers: {
      authorization: "Bearer s3cret",
      "content-type": "application/json",
      "idempotency-key": `${OWNER}/step-1`,
    },
  });
});

it("text is sent as it is, and no answer is tried again", async () => {
  await lookOnce(http, { method: "PUT", url, body: "plain" });
  expect(seen[0]?.body).toBe("plain");
  answer = () => {};
  expect((await lookOnce(http, { url, timeoutMs: 100 })).outcome).toMatchObject({
    class: "transient",
    why: `GET ${url}: it gave no answer: not within 0.1 s`,
  });
});

it("a secret that is not set is told, and no call is made", async () => {
  const secretHeaders = { authorization: "FLEETLIFT_SECRET_NOBODY" };
  expect((await lookOnce(http, { url, secretHeaders })).outcome).toMatchObject({
    class: "terminal",
    why: expect.stringContaining("FLEETLIFT_SECRET_NOBODY is not set"),
  });
  expect(seen).toEqual([]);
});

it.each([
  ["a variable that is not for plans", { secretHeaders: { a: "AWS_SECRET_ACCESS_KEY" } }],
  ["a file", { url: "file:///etc/passwd" }],
  ["an expression that can never be evaluated", { doneIf: "respons.status == 200" }],
])("%s is refused when the plan is made", (_, wrong) => {
  expect(http.input.safeParse({ url: "http://x/", ...wrong }).success).toBe(false);
});

it("putting back has nothing to do", async () => {
  expect((await lookOnce(http, { url }, { mode: "putBack" })).outcome.kind).toBe("done");
});
