import type { Member } from "../../model/fleet.ts";
import type { ClusterFixture } from "../../ports/cluster-port.suite.ts";
import type { MemberPorts } from "../../ports/connect.ts";
import type { ProviderFixture } from "../../ports/provider-port.suite.ts";

type Open = (member: Member) => MemberPorts;

const PATIENCE = { lookEveryMs: 5_000, patienceMs: 3_600_000 };

export function worldMember(name: string): Member {
  return { name, provider: { kind: "world" }, access: {} };
}

/** What the provider suite needs, in the small world. */
export function providerFixture(open: Open): Omit<ProviderFixture, "clock" | "close"> {
  return {
    ...PATIENCE,
    provider: open(worldMember("shop")).provider,
    nobody: open(worldMember("nobody")).provider,
    weRollPool: "general",
    providerRollsPool: "system",
    older: "1.33.13",
    next: "1.35.4",
    afterNext: "1.36.3",
  };
}

/** What the cluster suite needs, in the small world. */
export function clusterFixture(open: Open): Omit<ClusterFixture, "clock" | "close"> {
  return {
    ...PATIENCE,
    cluster: open(worldMember("shop")).cluster,
    version: "1.34.4",
    pool: "general",
    deployment: { namespace: "shop", name: "cart" },
    podLabels: { app: "cart" },
    budget: { namespace: "shop", name: "cart" },
    twiceCovered: { app: "twice" },
    attachedVolume: "pv-shop-orders-0",
    finishedPod: { namespace: "shop", name: "import-job" },
  };
}
