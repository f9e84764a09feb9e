import type { Pool, Snapshot } from "../model/snapshot.ts";

/** What most clusters of the tests could be brought to. */
export const OFFERED: readonly string[] = [
  "1.33.7",
  "1.34.4",
  "1.35.2",
  "1.35.4",
  "1.36.1",
  "1.36.3",
];

/** A pool of one node per kubelet version. */
export function pool(name: string, kubelets: readonly string[], other: Partial<Pool> = {}): Pool {
  return {
    name,
    dialect: "weRoll",
    size: kubelets.length,
    nodes: kubelets.map((kubeletVersion, index) => ({
      name: `${name}-${index + 1}`,
      kubeletVersion,
      ready: true,
    })),
    ...other,
  };
}

/** A cluster as it was observed, with one pool named `general` at the control plane's version. */
export function snapshot(version: string, other: Partial<Snapshot> = {}): Snapshot {
  const cluster = other.cluster ?? "shop";
  return {
    schemaVersion: 1,
    kind: "Snapshot",
    cluster,
    member: cluster,
    identity: `uid-of-${cluster}`,
    observedAtMs: 0,
    controlPlane: { version, servers: [{ name: "api-1", version }] },
    pools: [pool("general", [version])],
    available: OFFERED,
    ...other,
  };
}
