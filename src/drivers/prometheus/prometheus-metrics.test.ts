import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { metricsPortSuite } from "../../ports/metrics-port.suite.ts";
import { prometheusMetrics } from "./prometheus-metrics.ts";

const sample = (value: string): unknown => ({ metric: {}, value: [1_763_700_000.1, value] });
const success = (resultType: string, result: unknown): unknown => ({
  status: "success",
  data: { resultType, result },
});

/** What Prometheus 3 answers, as it was seen. */
const ANSWERS: Readonly<Record<string, readonly [status: number, body: unknown]>> = {
  "vector(1)": [200, success("vector", [sample("1")])],
  "2 + 0.5": [200, success("scalar", [1_763_700_000.1, "2.5"])],
  "sum(two)": [200, success("vector", [sample("1")])],
  'two{at="b"}': [200, success("vector", [sample("0")])],
  "min(two) < bool 1": [200, success("vector", [sample("1")])],
  nothing_of_this_name: [200, success("vector", [])],
  two: [200, success("vector", [sample("1"), sample("0")])],
  "sum(": [
    400,
    {
      status: "error",
      errorType: "bad_data",
      error: "1:5: parse error: unclosed left parenthesis",
    },
  ],
  "0 / 0": [200, success("scalar", [1_763_700_000.1, "NaN"])],
  "two[5m]": [200, success("matrix", [])],
  slow: [503, { status: "error", errorType: "timeout", error: "query timed out in execution" }],
  histogram: [200, success("vector", [{ metric: {}, histogram: [1, {}] }])],
  empty: [200, success("vector", [sample("")])],
  other: [200, { items: [] }],
};

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await closed(server);
});

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
}

async function serve(
  answer: (path: string, form: URLSearchParams, response: ServerResponse) => void,
): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => answer(request.url ?? "", new URLSearchParams(body), response));
  });
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  // A server that listens on a port has an address of this form.
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, server };
}

const prometheus = async () =>
  await serve((path, form, response) => {
    const [status, body] = ANSWERS[form.get("query") ?? ""] ?? [404, {}];
    response.writeHead(path === "/api/v1/query" ? status : 404);
    response.end(JSON.stringify(body));
  });

metricsPortSuite("prometheus over loopback", async () => {
  const { url, server } = await prometheus();
  return { port: prometheusMetrics(`${url}/`), end: async () => await closed(server) };
});

it.each([
  ["slow", "transient", "timeout: query timed out"],
  ["histogram", "terminal", "a histogram, expected a number"],
  ["empty", "terminal", "expected a number"],
  ["other", "terminal", "another form than Prometheus"],
])("%s is a %s failure", async (query, kind, words) => {
  const { url } = await prometheus();
  await expect(prometheusMetrics(url).query(query)).rejects.toMatchObject({
    class: kind,
    message: expect.stringContaining(words),
  });
});

it("the query is sent in a form, with the time that it may take, below the path of the url", async () => {
  const asked: unknown[] = [];
  const { url } = await serve((path, form, response) => {
    asked.push([path, Object.fromEntries(form)]);
    response.end(JSON.stringify(success("vector", [])));
  });
  await prometheusMetrics(`${url}/prometheus/`, 500).query('up{a="b & c"}');
  expect(asked).toEqual([
    ["/prometheus/api/v1/query", { query: 'up{a="b & c"}', timeout: "500ms" }],
  ]);
});

it("who never answers is given up", async () => {
  const { url } = await serve(() => undefined);
  await expect(prometheusMetrics(url, 20).query("up")).rejects.toMatchObject({
    class: "transient",
    message: expect.stringContaining("does not answer"),
  });
});

it.each([
  [502, "transient"],
  [404, "terminal"],
])("a page with status %i in place of an answer is a %s failure", async (status, kind) => {
  const { url } = await serve((_path, _form, response) => {
    response.writeHead(status);
    response.end("<html></html>");
  });
  await expect(prometheusMetrics(url).query("up")).rejects.toMatchObject({
    class: kind,
    message: expect.stringContaining("is it Prometheus?"),
  });
});

it("no redirect is followed", async () => {
  const { url } = await serve((_path, _form, response) => {
    response.writeHead(302, { location: "http://127.0.0.1:1/" });
    response.end();
  });
  await expect(prometheusMetrics(url).query("up")).rejects.toMatchObject({ class: "transient" });
});
