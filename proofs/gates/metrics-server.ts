import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What the servers answer; changed while they run. */
export interface Told {
  /** Value of each query; undefined is an empty vector. */
  readonly queries: Map<string, number | undefined>;
  /** Status of every query, when it is not 200. */
  prometheus: number;
  /** Status of the probed service. */
  service: number;
}

/** A Prometheus and a service to be probed, over HTTP on loopback: what the real drivers speak to. */
export interface MetricsServer {
  readonly url: string;
  readonly told: Told;
  close(): Promise<void>;
}

export async function startMetricsServer(): Promise<MetricsServer> {
  const told: Told = { queries: new Map(), prometheus: 200, service: 200 };
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (part: string) => (body += part));
    request.on("end", () => {
      if (request.url === "/healthz") return response.writeHead(told.service).end();
      const value = told.queries.get(new URLSearchParams(body).get("query") ?? "");
      const result = value === undefined ? [] : [{ metric: {}, value: [0, String(value)] }];
      const answer = { status: "success", data: { resultType: "vector", result } };
      const broken = { status: "error", errorType: "timeout", error: "query timed out" };
      response.writeHead(told.prometheus);
      return response.end(JSON.stringify(told.prometheus === 200 ? answer : broken));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has an address of this form.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    told,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}
