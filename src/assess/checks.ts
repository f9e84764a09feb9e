import type { Check } from "./check.ts";
import {
  addonEndOfLife,
  addonIncompatible,
  addonMixedVersions,
  addonUnknown,
  meshProxies,
} from "./checks/addons.ts";
import { addonApi, deprecatedApi, removedApiChecks } from "./checks/api-uses.ts";
import { budgetChecks, budgetsOverlap } from "./checks/budgets.ts";
import { headroom, poolOfOne, requestsOverAllocatable, selfMadeNodes } from "./checks/capacity.ts";
import { barePod, drainChecks } from "./checks/drain.ts";
import {
  daemonSetUnavailable,
  helmReleaseUnfinished,
  nodeCordoned,
  nodeNotReady,
  nodePressure,
  podsPending,
  workloadFailing,
  workloadUnavailable,
} from "./checks/health.ts";
import { knowledgeOfTheWay } from "./checks/knowledge-of-the-way.ts";
import { dockerSocket, kubeProxyMode } from "./checks/node-software.ts";
import { providerLimits } from "./checks/provider-limits.ts";
import { certificateExpiry, crdNotEstablished, crdStoredVersion } from "./checks/resources.ts";
import { endOfSupport, targetSupport } from "./checks/support.ts";
import {
  apiServerVersions,
  kubeletSkew,
  kubeProxySkew,
  nodesWithoutPool,
  targetVersion,
} from "./checks/versions.ts";
import { inTreeVolume, localVolume, volumeZone } from "./checks/volumes.ts";
import { webhookChecks } from "./checks/webhooks.ts";

/** Every question that a cluster is asked, by what it is about. */
export const checks: readonly Check[] = [
  targetVersion,
  knowledgeOfTheWay,
  endOfSupport,
  targetSupport,
  apiServerVersions,
  kubeletSkew,
  kubeProxySkew,
  kubeProxyMode,
  ...removedApiChecks,
  deprecatedApi,
  addonApi,
  crdStoredVersion,
  crdNotEstablished,
  ...webhookChecks,
  ...budgetChecks,
  budgetsOverlap,
  ...drainChecks,
  barePod,
  localVolume,
  volumeZone,
  inTreeVolume,
  headroom,
  requestsOverAllocatable,
  poolOfOne,
  nodesWithoutPool,
  selfMadeNodes,
  nodeNotReady,
  nodePressure,
  nodeCordoned,
  dockerSocket,
  podsPending,
  workloadUnavailable,
  daemonSetUnavailable,
  workloadFailing,
  helmReleaseUnfinished,
  addonIncompatible,
  addonUnknown,
  addonEndOfLife,
  addonMixedVersions,
  meshProxies,
  certificateExpiry,
  providerLimits,
];
