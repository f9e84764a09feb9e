import { knowledge } from "../../knowledge/knowledge.ts";
import type { Access, Member } from "../../model/fleet.ts";
import { env } from "../../platform/env.ts";
import type { MemberPorts } from "../../ports/connect.ts";
import { noAddons } from "../../ports/no-addons.ts";
import { findAccess } from "./kubeconfig.ts";
import { kubernetesCluster } from "./kubernetes-cluster.ts";
import { kubernetesReader } from "./kubernetes-reader.ts";
import { readOnlyProvider } from "./read-only-provider.ts";
import { openTransport } from "./transport.ts";

/**
 * A member's own API, found as kubectl finds it: to act on and to read from; nothing is sent yet.
 * Each has a way of its own, so that a long look that gets no answer does not end what is acted.
 * Throws `PortError`.
 */
export async function openMemberApi(
  access: Access,
): Promise<Pick<MemberPorts, "cluster" | "reader">> {
  const { cluster, reader } = await openWays(access);
  return { cluster, reader };
}

/** A member that is only looked at and planned for: its provider is what its own API shows. */
export async function openReadOnlyMember({ access, provider }: Member): Promise<MemberPorts> {
  const { acting, ...ports } = await openWays(access);
  return {
    ...ports,
    addons: noAddons(provider.kind),
    provider: readOnlyProvider(acting, provider.kind, knowledge),
  };
}

async function openWays(access: Access) {
  const found = await findAccess(access, env);
  const [acting, reading] = await Promise.all([openTransport(found), openTransport(found)]);
  return {
    acting,
    cluster: kubernetesCluster(acting),
    reader: kubernetesReader(reading, found.server),
  };
}
