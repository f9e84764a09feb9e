import { createServer } from "node:net";
import * as z from "zod";
import type { Data } from "../../model/data.ts";
import { readIfThere, writeWhole, type ClusterFolder } from "./cluster-folder.ts";

const portSchema = z.int().min(1).max(65_535);

const portsSchema = z.strictObject({
  etcd: portSchema,
  etcdPeer: portSchema,
  "kube-apiserver": portSchema,
  "kube-controller-manager": portSchema,
  "kube-scheduler": portSchema,
});

export type Ports = Data<typeof portsSchema>;

const OWNERS: Readonly<Record<keyof Ports, string>> = {
  etcd: "etcd",
  etcdPeer: "etcd",
  "kube-apiserver": "kube-apiserver",
  "kube-controller-manager": "kube-controller-manager",
  "kube-scheduler": "kube-scheduler",
};

/**
 * The ports of a cluster: those it had, but for parts that do not run a free one in place of a port
 * that someone else has taken meanwhile. Whoever depends on a changed port is started anew,
 * because its settings are other ones then.
 */
export async function settlePorts(
  folder: ClusterFolder,
  runs: (part: string) => boolean,
): Promise<Ports> {
  const before = readPorts(folder);
  const next: Record<string, number> = {};
  for (const [name, owner] of Object.entries(OWNERS)) {
    const kept = before?.[name as keyof Ports];
    const good = kept !== undefined && (runs(owner) || (await isFree(kept)));
    next[name] = good ? kept : await freePort(Object.values(next));
  }
  const ports = portsSchema.parse(next);
  const text = `${JSON.stringify(ports, null, 2)}\n`;
  if (text !== readIfThere(folder.portsFile)) writeWhole(folder.portsFile, text);
  return ports;
}

/** Undefined before the first start. */
export function readPorts(folder: ClusterFolder): Ports | undefined {
  const text = readIfThere(folder.portsFile);
  return text === undefined ? undefined : portsSchema.parse(JSON.parse(text));
}

async function freePort(except: readonly number[]): Promise<number> {
  for (;;) {
    const port = await listenOn(0);
    if (port !== undefined && !except.includes(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  return (await listenOn(port)) !== undefined;
}

/** Listens for a moment; the port, or undefined when it is taken. */
function listenOn(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? address?.port : undefined));
    });
  });
}
