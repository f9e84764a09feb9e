import http from "node:http";
import https from "node:https";
import path from "node:path";
import * as z from "zod";
import { deadline } from "../../platform/deadline.ts";
import { readIfThere, type ClusterFolder } from "./cluster-folder.ts";
import type { Ports } from "./loopback-ports.ts";
import { apiServerUrl } from "./parts.ts";
import { tokenOf } from "./secrets.ts";

const CALL_LIMIT_MS = 5_000;

/** A node as the API server shows it, as far as the lab asks. */
export interface NodeStanding {
  readonly name: string;
  readonly kubeletVersion: string;
  readonly ready: boolean;
}

const versionSchema = z.object({ gitVersion: z.string() });

const nodeListSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      status: z.object({
        conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
        nodeInfo: z.object({ kubeletVersion: z.string() }),
      }),
    }),
  ),
});

/** The few questions that the lab has of a cluster's servers. Undefined means: no answer. */
export interface LabApi {
  etcdReady(): Promise<boolean>;
  apiServerReady(): Promise<boolean>;
  controllerManagerReady(): Promise<boolean>;
  schedulerReady(): Promise<boolean>;
  /** Version that the API server reports, without the leading `v`. */
  version(): Promise<string | undefined>;
  nodes(): Promise<readonly NodeStanding[] | undefined>;
  /** True when the Node object is gone. */
  deleteNode(name: string): Promise<boolean>;
  /** What the API server says to a read, as it says it. */
  get(target: string): Promise<{ readonly status: number; readonly body: string } | undefined>;
}

export function labApi(folder: ClusterFolder, ports: Ports): LabApi {
  const api = (method: string, target: string): Promise<Answer | undefined> =>
    ask({
      url: `${apiServerUrl(ports)}${target}`,
      method,
      authority: readIfThere(path.join(folder.certs, "apiserver.crt")),
      token: tokenOf(folder, "admin"),
    });
  const health = (part: "kube-controller-manager" | "kube-scheduler", target: string) =>
    ask({
      url: `https://127.0.0.1:${ports[part]}${target}`,
      method: "GET",
      authority: readIfThere(path.join(folder.certs, `${part}.crt`)),
    });
  return {
    etcdReady: async () => {
      const answer = await ask({ url: `http://127.0.0.1:${ports.etcd}/readyz`, method: "GET" });
      return answer?.status === 200;
    },
    apiServerReady: async () => (await api("GET", "/readyz"))?.status === 200,
    // It answers "ok" before it has any controller, and ends itself when the API server goes away
    // until then: what counts is that its controllers are among the checks.
    controllerManagerReady: async () => {
      const answer = await health("kube-controller-manager", "/healthz?verbose");
      return answer?.status === 200 && answer.body.includes("[+]deployment-controller ok");
    },
    schedulerReady: async () => (await health("kube-scheduler", "/readyz"))?.status === 200,
    version: async () => {
      const answer = await api("GET", "/version");
      if (answer?.status !== 200) return undefined;
      return parsed(answer.body, versionSchema)?.gitVersion.replace(/^v/, "");
    },
    nodes: async () => {
      const answer = await api("GET", "/api/v1/nodes");
      return answer?.status === 200 ? nodesOf(answer.body) : undefined;
    },
    deleteNode: async (name) => {
      const answer = await api("DELETE", `/api/v1/nodes/${encodeURIComponent(name)}`);
      return answer?.status === 200 || answer?.status === 404;
    },
    get: (target) => api("GET", target),
  };
}

function nodesOf(body: string): readonly NodeStanding[] | undefined {
  return parsed(body, nodeListSchema)?.items.map(({ metadata, status }) => ({
    name: metadata.name,
    kubeletVersion: status.nodeInfo.kubeletVersion.replace(/^v/, ""),
    ready: status.conditions.some(({ type, status: is }) => type === "Ready" && is === "True"),
  }));
}

/** A server that is going away may answer with anything: what is not understood is no answer. */
function parsed<Value>(body: string, schema: z.ZodType<Value>): Value | undefined {
  try {
    return schema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

interface Question {
  readonly url: string;
  readonly method: string;
  readonly authority?: string | undefined;
  readonly token?: string | undefined;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Undefined when there was no answer: refused, too slow, or not the server we know. */
function ask({ url, method, authority, token }: Question): Promise<Answer | undefined> {
  const secure = url.startsWith("https:");
  if (secure && authority === undefined) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const options = {
      method,
      agent: false,
      signal: deadline(CALL_LIMIT_MS),
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    } as const;
    const request = secure
      ? https.request(url, { ...options, ca: authority })
      : http.request(url, options);
    request.on("error", () => resolve(undefined));
    request.on("response", (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (body += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
      response.on("error", () => resolve(undefined));
    });
    request.end();
  });
}
