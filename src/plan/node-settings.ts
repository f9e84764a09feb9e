import type { NodeHandling } from "../assess/request.ts";
import type { Count } from "../model/count.ts";
import type { NodeSettings } from "../model/rollout.ts";

/** As workflows see it: every field is there. */
export interface NodeSettingsInFull extends NodeHandling {
  readonly maxUnavailable: Count;
}

/**
 * How nodes are replaced, with what the rollout leaves out filled in: one node more while a pool
 * rolls and none unavailable, as managed pools do it; 30 minutes for a drain, as AKS has it; pods
 * that would lose data or never come back are refused, as kubectl drain does (semantics 7).
 */
export function nodeSettings(written: NodeSettings = {}): NodeSettingsInFull {
  const { maxSurge = 1, drainTimeout = 1_800_000 } = written;
  const { emptyDirData = "Refuse", barePods = "Refuse" } = written;
  // Without a node to spare, one must be missed: both zero would move nothing.
  const missed = maxSurge === 0 || maxSurge === "0%" ? 1 : 0;
  const { maxUnavailable = missed } = written;
  return { maxSurge, maxUnavailable, drainTimeoutMs: drainTimeout, emptyDirData, barePods };
}
