import { readFileSync } from "node:fs";
import https from "node:https";
import { parse } from "yaml";
import * as z from "zod";

const kubeconfigSchema = z.object({
  clusters: z.tuple([
    z.object({
      cluster: z.object({ server: z.string(), "certificate-authority-data": z.string() }),
    }),
  ]),
  users: z.tuple([z.object({ user: z.object({ token: z.string() }) })]),
});

const CALL_LIMIT_MS = 2_000;

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A bare client of an API server, independent of fleetlift's own driver: a witness must not use what it judges. Undefined is no answer. */
export type Ask = (method: string, path: string, body?: unknown) => Promise<Answer | undefined>;

export function askWith(kubeconfig: string): Ask {
  // Read anew at each call: a restarted server may have a new port.
  const agent = new https.Agent({ keepAlive: true });
  return (method, path, body) => {
    const { clusters, users } = kubeconfigSchema.parse(parse(readFileSync(kubeconfig, "utf8")));
    const [{ cluster }] = clusters;
    const [{ user }] = users;
    return new Promise((resolve) => {
      const request = https.request(
        new URL(path, cluster.server),
        {
          agent,
          method,
          ca: Buffer.from(cluster["certificate-authority-data"], "base64"),
          timeout: CALL_LIMIT_MS,
          headers: {
            authorization: `Bearer ${user.token}`,
            "content-type": "application/json",
            accept: "application/json",
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", () => resolve(undefined));
          response.on("end", () =>
            resolve(answerOf(response.statusCode ?? 0, Buffer.concat(chunks).toString())),
          );
        },
      );
      request.on("timeout", () => request.destroy());
      request.on("error", () => resolve(undefined));
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
  };
}

function answerOf(status: number, text: string): Answer {
  try {
    return { status, body: JSON.parse(text) };
  } catch {
    return { status, body: text };
  }
}
