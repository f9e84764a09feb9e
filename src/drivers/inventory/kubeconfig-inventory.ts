/**
 * The contexts of a kubeconfig, or of the several files of $KUBECONFIG merged as kubectl merges them.
 * It owns nothing, and sends nothing but three reads to each server (version, API groups, kube-system),
 * with the credentials that kubectl would use.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { limited } from "../../platform/limited.ts";
import type { DiscoveredCluster, InventoryPort } from "../../ports/inventory-port.ts";
import { PortError } from "../../ports/port-error.ts";
import {
  accessOf,
  type Env,
  type FoundAccess,
  mergedKubeconfig,
} from "../kubernetes/kubeconfig.ts";
import { fitsPattern } from "./context-pattern.ts";
import { guessProvider, plainName } from "./guess-provider.ts";
import { type ApiLook, lookAtApi } from "./look-at-api.ts";

export interface KubeconfigSource {
  /** A file; left out, found as kubectl finds it. */
  readonly kubeconfig?: string | undefined;
  /** Names of contexts, with `*` for any letters and `?` for any one; none takes all. */
  readonly contexts: readonly string[];
  /** False: nothing is sent, and versions and identities stay unknown. */
  readonly look: boolean;
  readonly env: Env;
}

/** How many API servers are asked at a time. */
const MAX_CONCURRENT = 16;

type Kubeconfig = Awaited<ReturnType<typeof mergedKubeconfig>>;
type Context = Kubeconfig["config"]["contexts"][number];

/** `list` throws a terminal `PortError` when a file cannot be read, or a pattern fits no context. */
export function kubeconfigInventory(source: KubeconfigSource): InventoryPort {
  const enter = limited(MAX_CONCURRENT);
  return {
    list: async () => {
      const read = await mergedKubeconfig({ kubeconfig: source.kubeconfig }, source.env);
      const contexts = chosen(read, source.contexts);
      const found = contexts.map((context) => enter(() => discover(read, context, source)));
      return await Promise.all(found);
    },
  };
}

function chosen({ config, files }: Kubeconfig, patterns: readonly string[]): readonly Context[] {
  const where = files.join(path.delimiter) || "any kubeconfig ($HOME is not set)";
  const all = config.contexts.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  if (all.length === 0) {
    throw new PortError("terminal", `no contexts in ${where}: name a file, or set KUBECONFIG`);
  }
  for (const pattern of patterns) {
    if (all.some(({ name }) => fitsPattern(pattern, name))) continue;
    const names = all.map(({ name }) => name).join(", ");
    throw new PortError("terminal", `no context "${pattern}" in ${where} (there are: ${names})`);
  }
  if (patterns.length === 0) return all;
  return all.filter(({ name }) => patterns.some((pattern) => fitsPattern(pattern, name)));
}

const NOT_LOOKED: ApiLook = {
  identity: undefined,
  version: undefined,
  gitVersion: undefined,
  apiGroups: undefined,
  unread: undefined,
};

async function discover(
  read: Kubeconfig,
  context: Context,
  { kubeconfig, look }: KubeconfigSource,
): Promise<DiscoveredCluster> {
  const opened = await open(read, context.name);
  const { access } = opened;
  const seen = access !== undefined && look ? await lookAtApi(access) : NOT_LOOKED;
  const server = access?.server;
  const names = { context: context.name, cluster: context.cluster, user: context.user };
  return {
    name: plainName(context.name),
    source: `context ${context.name}`,
    labels: {},
    provider: guessProvider({ ...names, server: server ?? "", ...seen }),
    access: {
      context: context.name,
      ...(kubeconfig !== undefined && { kubeconfig: path.resolve(kubeconfig) }),
    },
    server,
    authority: access && authorityOf(access),
    identity: seen.identity,
    version: seen.version,
    unread: opened.broken ?? seen.unread,
    managedBy: undefined,
    deleting: false,
    notes: [],
  };
}

/** A context that names a cluster or a user that is not there is listed with the words for it. */
async function open(
  read: Kubeconfig,
  context: string,
): Promise<{ readonly access?: FoundAccess; readonly broken?: string }> {
  try {
    return { access: await accessOf(read, context) };
  } catch (error) {
    if (error instanceof PortError) return { broken: error.message };
    throw error;
  }
}

/** Servers without an authority of their own, like those with a public certificate, have none. */
function authorityOf({ config }: FoundAccess): string | undefined {
  const cluster = config.getCurrentCluster();
  if (cluster?.caData !== undefined) return hashOf(Buffer.from(cluster.caData, "base64"));
  if (cluster?.caFile === undefined) return undefined;
  try {
    return hashOf(readFileSync(cluster.caFile));
  } catch {
    // The look has failed for the same reason, and says it.
    return undefined;
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
