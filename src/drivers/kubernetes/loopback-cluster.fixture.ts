import { observeFacts } from "../../observe/observe-facts.ts";
import { knowledge } from "../../knowledge/knowledge.ts";
import { smallWorld } from "../../world/small-world.fixture.ts";
import { readList, readObject } from "../../world/read-face.ts";
import type { ClusterState } from "../../world/world-state.ts";
import type { WorldObject } from "../../world/world-document.ts";
import { findAccess } from "./kubeconfig.ts";
import { kubernetesReader } from "./kubernetes-reader.ts";
import {
  type Answer,
  failure,
  type LoopbackApi,
  loopbackApi,
  type Seen,
} from "./loopback-api.fixture.ts";
import { openTransport } from "./transport.ts";

export interface LoopbackCluster {
  /** What it holds beside the small world: any Kubernetes object. */
  readonly objects?: readonly WorldObject[];
  /** Text of `/metrics`. */
  readonly metrics?: string;
  /** The most objects on a page, whatever is asked for: a server may send fewer. */
  readonly pageSize?: number;
  /** Goes before what the cluster would answer. */
  readonly answer?: (seen: Seen) => Answer | undefined;
}

/** The small world behind a real HTTP server, as an API server would show it. */
export async function openLoopbackCluster(cluster: LoopbackCluster) {
  const state = smallWorld().clusters["shop"];
  if (state === undefined) throw new Error("the small world has no cluster shop");
  const whole: ClusterState = { ...state, objects: cluster.objects ?? [] };
  const server = await loopbackApi(
    (seen) => cluster.answer?.(seen) ?? answerFrom(whole, cluster, seen),
  );
  const access = await findAccess({ kubeconfig: server.kubeconfig }, () => undefined);
  const reader = kubernetesReader(await openTransport(access), server.url, {
    sleep: () => Promise.resolve(),
  });
  return { server, reader, observe: () => observeFacts(reader, knowledge) } satisfies {
    readonly server: LoopbackApi;
    readonly [name: string]: unknown;
  };
}

function answerFrom(
  cluster: ClusterState,
  { metrics = "", pageSize = 500 }: LoopbackCluster,
  seen: Seen,
): Answer {
  const { pathname, searchParams } = new URL(seen.url, "http://here");
  if (pathname === "/metrics") return { status: 200, body: metrics };
  const target = { resource: "", group: "", path: pathname };
  const limit = searchParams.get("limit");
  if (limit === null) {
    const read = readObject(cluster, target);
    return read.kind === "object" ? { status: 200, body: read.object } : failure(404, "not found");
  }
  const page = readList(cluster, {
    ...target,
    limit: Math.min(Number(limit), pageSize),
    next: searchParams.get("continue") ?? undefined,
    labelSelector: searchParams.get("labelSelector") ?? undefined,
    fieldSelector: searchParams.get("fieldSelector") ?? undefined,
    metadataOnly: seen.accept.includes("PartialObjectMetadataList"),
  });
  if (page.kind !== "page") return failure(404, "the server could not find the requested resource");
  return { status: 200, body: { metadata: { continue: page.next ?? "" }, items: page.items } };
}

/** The resource that a request is about, like `pods` or `ingresses (networking.k8s.io)`. */
export function resourceOf({ url }: Seen): string {
  const [, , group = "", , , , within] =
    /^\/(api|apis\/([^/]+))\/([^/?]+)(\/namespaces\/([^/]+)(?=\/))?\/([^/?]+)/.exec(url) ?? [];
  return group === "" ? (within ?? "") : `${within ?? ""} (${group})`;
}
