/**
 * `ProviderPort` of providers that this version plans for and does not upgrade through: what they
 * run is read from the cluster's own API, what they offer from the knowledge. It owns nothing and
 * changes nothing: whatever it is asked to start, it refuses with words.
 */
import * as z from "zod";
import type { Facts } from "../../knowledge/knowledge.ts";
import type { Provider } from "../../model/fleet.ts";
import { compareVersions } from "../../model/version.ts";
import { PortError } from "../../ports/port-error.ts";
import type { ProviderPort, ProviderView, StartAnswer } from "../../ports/provider-port.ts";
import { type Api, ask } from "./api.ts";
import { listAll } from "./list-all.ts";
import { nodePools } from "./node-pools.ts";
import { nodeSchema } from "./node-view.ts";
import { offeredVersions } from "./offered-versions.ts";
import { settledRefusals } from "./settled-refusals.ts";

const NODES = { resource: "nodes", path: "/api/v1/nodes" };
const API_SERVERS = {
  resource: "pods",
  path: "/api/v1/namespaces/kube-system/pods",
  query: { labelSelector: "component=kube-apiserver" },
};

export function readOnlyProvider(way: Api, kind: Provider["kind"], knowledge: Facts): ProviderPort {
  const api = settledRefusals(way);
  const refuse = (): Promise<StartAnswer> =>
    Promise.resolve({
      kind: "refused",
      why: `this version of fleetlift plans for provider ${kind} and does not carry out`,
    });
  return {
    observe: () => observe(api, kind, knowledge),
    startControlPlaneUpgrade: refuse,
    startPoolUpgrade: refuse,
    ensureNodes: refuse,
    removeNode: refuse,
  };
}

async function observe(api: Api, kind: Provider["kind"], knowledge: Facts): Promise<ProviderView> {
  const [answering, nodes, found] = await Promise.all([
    answeringVersion(api),
    listAll(api, NODES, nodeSchema),
    serversAsPods(api),
  ]);
  // Managed API servers are nowhere to be seen: then the one that answers stands for all.
  const servers = found.length === 0 ? [{ name: "api", version: answering }] : found;
  const controlPlaneVersion = servers
    .map(({ version }) => version)
    .reduce((oldest, version) => (compareVersions(version, oldest) < 0 ? version : oldest));
  return {
    status: "active",
    statusReason: "",
    controlPlaneVersion,
    servers,
    // Machines of kubeadm are nobody's but their owner's; the others' providers replace nodes.
    pools: nodePools(nodes, kind === "kubeadm" ? "weRoll" : "providerRolls"),
    available: offeredVersions(knowledge, kind, controlPlaneVersion),
  };
}

async function answeringVersion(api: Api): Promise<string> {
  const request = { verb: "get", resource: "/version", path: "/version" } as const;
  const { gitVersion } = await ask(api, request, z.object({ gitVersion: z.string().min(1) }));
  return gitVersion.replace(/^v/, "");
}

const apiServerSchema = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({ containers: z.array(z.object({ image: z.string().default("") })) }),
});

/** API servers that run as static pods (kubeadm, Cluster API), each with the version of its image. */
async function serversAsPods(api: Api): Promise<ProviderView["servers"]> {
  const pods = await listAll(api, API_SERVERS, apiServerSchema).catch(nothingIfRefused);
  return pods.flatMap(({ metadata, spec }) => {
    const tag = /:v?(\d+\.\d+\.\d+[^@]*)(@|$)/.exec(spec.containers[0]?.image ?? "");
    return tag?.[1] === undefined ? [] : [{ name: metadata.name, version: tag[1] }];
  });
}

/** Without the right to see pods the version of the one that answers is still known. */
function nothingIfRefused(error: unknown): readonly z.infer<typeof apiServerSchema>[] {
  if (error instanceof PortError && error.class === "terminal") return [];
  throw error;
}
