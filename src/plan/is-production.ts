import type { Cluster } from "../model/fleet.ts";

const KEYS: readonly string[] = ["env", "environment", "stage", "tier"];

const VALUES: readonly string[] = ["production", "prod", "prd", "live", "critical"];

/** Whether a cluster's labels say that it serves for real: `env: production`, `tier: critical`, with or without a prefix before a `/`. */
export function isProduction({ labels }: Pick<Cluster, "labels">): boolean {
  return Object.entries(labels).some(
    ([key, value]) =>
      KEYS.includes(key.replace(/^.*\//, "").toLowerCase()) && VALUES.includes(value.toLowerCase()),
  );
}
