import type { Access } from "../../model/fleet.ts";
import { env } from "../../platform/env.ts";
import type { MemberPorts } from "../../ports/connect.ts";
import { findAccess } from "./kubeconfig.ts";
import { kubernetesCluster } from "./kubernetes-cluster.ts";
import { kubernetesReader } from "./kubernetes-reader.ts";
import { openTransport } from "./transport.ts";

/**
 * A member's own API, found as kubectl finds it: to act on and to read from; nothing is sent yet.
 * Each has a way of its own, so that a long look that gets no answer does not end what is acted.
 * Throws `PortError`.
 */
export async function openMemberApi(
  access: Access,
): Promise<Pick<MemberPorts, "cluster" | "reader">> {
  const found = await findAccess(access, env);
  const [acting, reading] = await Promise.all([openTransport(found), openTransport(found)]);
  return { cluster: kubernetesCluster(acting), reader: kubernetesReader(reading, found.server) };
}
