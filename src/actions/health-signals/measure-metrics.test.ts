import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { PortError } from "../../ports/port-error.ts";
import { testWorld } from "../run-in-world.fixture.ts";
import { measuredSchema, metricsOf } from "./gate-input.ts";
import { measureMetrics } from "./measure-metrics.ts";

let url = "";
const server = createServer((request, response) => {
  response.writeHead(Number(request.url?.slice(1))).end();
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // Listening on a port, it has an address with one.
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const { member } = testWorld({ pools: [{ name: "general", dialect: "weRoll", size: 1 }] });
const queries = {
  query: (promql: string) =>
    promql === "wrong"
      ? Promise.reject(new PortError("terminal", "parse error"))
      : Promise.resolve({ kind: "no-data" } as const),
};

async function measure(metric: object, metrics: typeof queries | undefined = queries) {
  const input = measuredSchema.parse({ signals: [], metrics: [{ name: "m", ...metric }] });
  const all = metricsOf(input, [], {
    failureLimit: 0,
    inconclusiveLimit: 0,
    consecutiveErrorLimit: 0,
    consecutiveSuccessLimit: 0,
  });
  const ports = { ...member, ...(metrics && { metrics }) };
  return (await measureMetrics({ member: ports, stopwatch: () => 0 }, all, [], 0))["m"];
}

it.each<readonly [what: string, metric: () => object, expected: object]>([
  ["an answer of 2xx is well", () => ({ probe: { url: `${url}/204` } }), { value: 0, parts: {} }],
  ["any other is not", () => ({ probe: { url: `${url}/503` } }), { value: 1 }],
  [
    "but for the one that is expected",
    () => ({ probe: { url: `${url}/401`, status: 401 } }),
    { value: 0 },
  ],
  ["and then nothing else", () => ({ probe: { url: `${url}/200`, status: 401 } }), { value: 1 }],
  [
    "no answer is what a probe finds",
    () => ({ probe: { url: "http://127.0.0.1:1/" } }),
    { value: 1 },
  ],
  ["a query without samples", () => ({ query: "none" }), { kind: "no-data" }],
  ["a query that is wrong", () => ({ query: "wrong" }), { kind: "error", why: "parse error" }],
  ["what an earlier step found", () => ({ value: 3 }), { kind: "value", value: 3 }],
  ["and did not find", () => ({ value: null }), { kind: "no-data" }],
])("%s", async (_, metric, expected) => {
  expect(await measure(metric())).toMatchObject(expected);
});
