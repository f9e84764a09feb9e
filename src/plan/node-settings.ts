import type { NodeHandling } from "../assess/request.ts";
import type { Count } from "../model/count.ts";
import type { Json } from "../model/data.ts";
import type { NodeSettings } from "../model/rollout.ts";

/** As workflows see it: every field is there. */
export interface NodeSettingsInFull extends NodeHandling {
  readonly maxUnavailable: Count;
}

/** What a rollout says of drains beyond that: only what it says, so that plans of others are as they were. */
export function drainSettings(written: NodeSettings = {}): Readonly<Record<string, Json>> {
  const said: Readonly<Record<string, Json | undefined>> = {
    podRules: written.podRules?.map(podRule),
    jobs: written.jobs,
    skipTerminatingAfterMs: written.skipTerminatingAfter,
    detachTimeoutMs: written.detachTimeout,
    removeTimeoutMs: written.removeTimeout,
    onTimeout: written.onTimeout,
    maxBlockedNodes: written.maxBlockedNodes,
    proveFirstNode: written.proveFirstNode,
  };
  const entries = Object.entries(said);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
}

/** Without the fields that are not set, which have no form in JSON. */
function podRule(rule: NonNullable<NodeSettings["podRules"]>[number]): Json {
  return JSON.parse(JSON.stringify(rule));
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
