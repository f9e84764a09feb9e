import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OWNER } from "../run-in-world.fixture.ts";
import { lookOnce, makeAction } from "./scripted.fixture.ts";

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

let seen: Seen[] = [];
let answer: (response: ServerResponse, seen: Seen) => void = (response) => response.end();
let base = "";
const server = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
  request.on("end", () => {
    const one = {
      method: request.method ?? "",
      url: request.url ?? "",
      headers: request.headers,
      body,
    };
    seen.push(one);
    answer(response, one);
  });
});

beforeEach(async () => {
  seen = [];
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // Listening on a port, it has an address with one.
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  return new Promise<void>((resolve) => void server.close(() => resolve()));
});

const http = (run: object, spec: object = {}, env: Record<string, string> = {}) =>
  makeAction({
    folder: "/",
    run: { http: { url: `${base}/changes/\${{ inputs.name }}`, ...run } },
    spec,
    tools: { env: (name) => env[name] },
  });

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): typeof answer =>
  (response) =>
    response.writeHead(status, headers).end(JSON.stringify(body));

it("a GET looks: it tells nothing, and its answer says what is so", async () => {
  answer = json(200, { state: "open", by: "ana" });
  const action = http({
    method: "GET",
    answers: [
      { if: "response.body.state == 'approved'", outcome: "done" },
      {
        if: "response.body.state == 'open'",
        outcome: "waiting",
        say: "${{ response.body.by }} has to approve ${{ inputs.name }}",
        every: "1m",
      },
    ],
  });
  expect(await lookOnce(action, { name: "c-1" })).toMatchObject({
    outcome: { kind: "waiting", afterMs: 60_000, for: "ana has to approve c-1" },
    intended: [],
  });
  answer = json(200, { state: "approved", by: "ana" });
  expect((await lookOnce(action, { name: "c-1" })).outcome).toEqual({
    kind: "done",
    summary: `GET ${base}/changes/c-1 answered 200`,
  });
});

it("another call is told before it is made, with a key that is the same in every look, and without secrets in words", async () => {
  answer = json(201, { id: 7, token: "s3cret" });
  const action = http(
    {
      method: "POST",
      url: `${base}/changes?key=\${{ env.API_TOKEN }}`,
      headers: { authorization: "Bearer ${{ env.API_TOKEN }}" },
      idempotencyHeader: "Idempotency-Key",
      body: { cluster: "${{ context.cluster }}", name: "${{ inputs.name }}", urgent: true },
      answers: [
        {
          if: "response.status == 201",
          outcome: "done",
          say: "opened change ${{ response.body.id }} with ${{ response.body.token }}",
          outputs: { change: "response.body.id" },
        },
      ],
    },
    { env: ["API_TOKEN"] },
    { API_TOKEN: "s3cret" },
  );
  const { outcome, intended } = await lookOnce(action, { name: "c-1" });
  expect(outcome).toEqual({
    kind: "done",
    summary: "opened change 7 with [API_TOKEN]",
    outputs: { change: 7 },
  });
  expect(intended).toEqual([`POST ${base}/changes?key=[API_TOKEN]`]);
  await lookOnce(action, { name: "c-1" });
  for (const one of seen) {
    expect(one.headers).toMatchObject({
      authorization: "Bearer s3cret",
      "content-type": "application/json",
      "idempotency-key": `${OWNER}/step-1`,
    });
    expect(JSON.parse(one.body)).toEqual({ cluster: "shop-1", name: "c-1", urgent: true });
  }
  expect(seen).toHaveLength(2);
});

it("the address itself may be a secret: its name is shown in its place", async () => {
  answer = json(200, {});
  const spec = { env: ["BASE_URL"] };
  const action = http({ method: "POST", url: "${{ env.BASE_URL }}/x" }, spec, { BASE_URL: base });
  expect(await lookOnce(action, {})).toMatchObject({
    outcome: { kind: "done", summary: "POST [BASE_URL]/x answered 200" },
    intended: ["POST [BASE_URL]/x"],
  });
});

describe("where no rule speaks the status does", () => {
  it.each([
    [204, { kind: "done" }],
    [302, { kind: "failed", class: "terminal" }],
    [404, { kind: "failed", class: "terminal" }],
    [429, { kind: "failed", class: "transient" }],
    [503, { kind: "failed", class: "transient" }],
  ])("%i", async (status, expected) => {
    answer = (response) => response.writeHead(status, { location: "/elsewhere" }).end("words");
    expect((await lookOnce(http({ method: "PUT" }), { name: "x" })).outcome).toMatchObject(
      expected,
    );
    expect(seen).toHaveLength(1);
  });

  it("Retry-After is patience that was asked for, and no failure", async () => {
    answer = json(429, "slow down", { "retry-after": "120" });
    expect((await lookOnce(http({ method: "PUT" }), { name: "x" })).outcome).toMatchObject({
      kind: "requeue",
      afterMs: 120_000,
      progress: expect.stringContaining("it asked to come back later"),
    });
  });
});

describe("no answer", () => {
  it("a server that is not there, or slow, or ends in the middle is transient", async () => {
    const gone = makeAction({
      folder: "/",
      run: { http: { method: "GET", url: "http://127.0.0.1:1/" } },
    });
    expect((await lookOnce(gone, {})).outcome).toMatchObject({ class: "transient" });
    answer = () => {};
    const slow = await lookOnce(http({ method: "GET" }, { timeLimit: "200ms" }), { name: "x" });
    expect(slow.outcome).toMatchObject({
      class: "transient",
      why: `GET ${base}/changes/x: it gave no answer: not within 0.2 s`,
    });
    answer = (response) => void response.socket?.destroy();
    expect((await lookOnce(http({ method: "GET" }), { name: "x" })).outcome).toMatchObject({
      class: "transient",
    });
  });

  it("an answer without end, and one of another form than expected, are terminal", async () => {
    answer = (response) => response.end("x".repeat(2 * 1024 * 1024));
    expect((await lookOnce(http({ method: "GET" }), { name: "x" })).outcome).toMatchObject({
      class: "terminal",
      why: expect.stringContaining("more than 1024 KiB"),
    });
    answer = (response) => response.end("<html>");
    const strict = http({
      method: "GET",
      answers: [{ if: "response.body.state == 'x'", outcome: "done" }],
    });
    expect((await lookOnce(strict, { name: "x" })).outcome).toMatchObject({
      class: "terminal",
      why: expect.stringContaining("its answer has another form than expected"),
    });
  });

  it("an address that is none, and a header with a line break, are terminal and not sent", async () => {
    const file = makeAction({
      folder: "/",
      run: { http: { method: "GET", url: "file:///etc/passwd" } },
    });
    expect((await lookOnce(file, {})).outcome).toMatchObject({ class: "terminal" });
    const split = http({ method: "GET", headers: { x: "${{ inputs.name }}" } });
    expect((await lookOnce(split, { name: "a\r\nb: c" })).outcome).toMatchObject({
      class: "terminal",
    });
    expect(seen).toEqual([]);
  });
});

describe("with a check", () => {
  const checked = () =>
    http({
      method: "POST",
      check: {
        url: `${base}/state`,
        answers: [{ if: "response.body.on", outcome: "done", say: "it is on" }],
      },
    });

  it("the call is made until the check says that it is so, and not again while it works", async () => {
    let isOn = false;
    answer = (response, { method }) => {
      if (method === "POST") isOn = true;
      response.end(JSON.stringify({ on: isOn && seen.length > 3 }));
    };
    const action = checked();
    const first = await lookOnce(action, { name: "x" });
    expect(first.outcome).toMatchObject({
      kind: "requeue",
      progress: `asked: POST ${base}/changes/x`,
    });
    const second = await lookOnce(action, { name: "x" }, { memo: first.memo, nowMs: 1_010_000 });
    expect(second.outcome.kind).toBe("requeue");
    const third = await lookOnce(action, { name: "x" }, { memo: second.memo, nowMs: 1_020_000 });
    expect(third.outcome).toEqual({ kind: "done", summary: "it is on" });
    expect(seen.map(({ method }) => method)).toEqual(["GET", "POST", "GET", "GET"]);
  });

  it("a call that is refused fails, and a check that does not answer makes no call", async () => {
    answer = (response, { method }) =>
      response.writeHead(method === "POST" ? 403 : 200).end('{"on":false}');
    expect((await lookOnce(checked(), { name: "x" })).outcome).toMatchObject({ class: "terminal" });
    seen = [];
    answer = (response) => response.writeHead(500).end('{"on":false}');
    expect((await lookOnce(checked(), { name: "x" })).outcome).toMatchObject({
      class: "transient",
    });
    expect(seen.map(({ method }) => method)).toEqual(["GET"]);
  });
});
