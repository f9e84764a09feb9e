/**
 * One read-only pass over a cluster, through its own API: everything of a snapshot beyond the
 * versions. Each part is read by itself: what may not be read, or fails, is said of that part and
 * of no other. Pods are folded as their pages come; nothing is held as it was sent.
 */
import * as z from "zod";
import type { Facts } from "../knowledge/knowledge.ts";
import type { ClusterFacts } from "../model/cluster-facts.ts";
import type { ApiReader } from "../ports/api-reader.ts";
import { addonsPart } from "./addons/addons-part.ts";
import { apiUsesPart } from "./apis/api-uses-part.ts";
import { readReleases } from "./helm/read-releases.ts";
import { keepMost } from "./keep-most.ts";
import { missingOf, notSeen, seen } from "./kubernetes/missing.ts";
import { type ListRead, openLook, readItems, readList, type Look } from "./kubernetes/read-list.ts";
import { byFullName, metadataSchema, type Metadata } from "./kubernetes/shapes.ts";
import { certificatesPart } from "./observe-certificates.ts";
import { conversionsOf, crdsPart, readCrds } from "./observe-crds.ts";
import { nodesPart, readNodes } from "./observe-nodes.ts";
import { csiDriversPart, onLocalVolumes, readVolumes, volumesPart } from "./observe-volumes.ts";
import { readTraffic } from "./traffic/traffic.ts";
import { webhooksPart } from "./webhooks/webhooks-part.ts";
import { BudgetMatcher } from "./workloads/budget-matcher.ts";
import { budgetsPart, readBudgets } from "./workloads/observe-budgets.ts";
import { PODS, podSchema, PodsFold } from "./workloads/pods-fold.ts";
import { readWorkloads } from "./workloads/read-workloads.ts";
import { workloadKey, workloadsPart } from "./workloads/workloads-part.ts";

/** Looks at everything that an upgrade may trip over. Never throws for what a cluster answers. */
export async function observeFacts(reader: ApiReader, knowledge: Facts): Promise<ClusterFacts> {
  const look = await openLook(reader);
  const running = await observeRunning(look);
  const around = await observeAround(look, knowledge, running.namespaces);
  const { releases, ...parts } = around;
  const { fold, podsMissing, workloads } = running;
  return {
    ...running.parts,
    ...parts,
    addons: addonsPart({
      images: fold?.images.all(),
      podsMissing,
      releases: releases.part,
      workloadOf: (controller) => workloadKey(controller, workloads),
    }),
    helmReleases: releases.part,
    queries: {
      kind: "not-seen",
      why: "no metrics store was asked",
      help: "ask it what the rule asks",
    },
  };
}

/** What runs: nodes, pods and what made them, budgets, volumes. */
async function observeRunning(look: Look) {
  // Pods are told of their budgets as they come: budgets are first.
  const budgets = await readBudgets(look);
  const [pods, nodes, workloads, traffic, namespaces, volumes] = await Promise.all([
    readPods(look, budgets),
    readNodes(look),
    readWorkloads(look),
    readTraffic(look),
    readNamespaces(look),
    readVolumes(look),
  ]);
  const { matcher } = pods;
  const fold = pods.read.kind === "read" ? pods.read.value : undefined;
  const podsMissing = missingOf(pods.read);
  const volumesSeen = volumesPart(volumes, (claim) => {
    const controller = fold?.claimHolders.get(claim);
    return controller === undefined ? undefined : workloadKey(controller, workloads);
  });
  const sources = {
    workloads,
    pods: fold ?? new PodsFold(matcher),
    budgets: matcher,
    traffic,
    namespaces,
    onLocalVolumes: onLocalVolumes(volumesSeen),
  };
  return {
    fold,
    podsMissing,
    workloads,
    namespaces,
    parts: {
      nodes: nodesPart(nodes, fold, podsMissing),
      workloads: workloadsPart(sources, podsMissing),
      barePods: fold === undefined ? notSeen(podsMissing) : barePods(fold, pods.read),
      pendingPods: fold === undefined ? notSeen(podsMissing) : pendingPods(fold, pods.read),
      budgets: budgetsPart(budgets, fold && matcher, podsMissing, namespaces),
      volumes: volumesSeen,
    },
  };
}

/** What it runs on: APIs and who uses them, webhooks, drivers, releases, certificates. */
async function observeAround(
  look: Look,
  knowledge: Facts,
  namespaces: ReadonlyMap<string, Metadata>,
) {
  const crds = await readCrds(look);
  const releases = readReleases(look, knowledge);
  const kubeSystem = namespaces.get("kube-system")?.labels ?? {
    "kubernetes.io/metadata.name": "kube-system",
  };
  const webhooks = webhooksPart(look, kubeSystem, conversionsOf(crds));
  const [seenWebhooks, csiDrivers, apiUses, certificates, seenReleases] = await Promise.all([
    webhooks,
    csiDriversPart(look),
    apiUsesPart(look, knowledge, crds, releases),
    certificatesPart(look, webhooks),
    releases,
  ]);
  return {
    crds: crdsPart(crds),
    webhooks: seenWebhooks,
    csiDrivers,
    apiUses,
    certificates,
    releases: seenReleases,
  };
}

async function readPods(look: Look, budgets: Awaited<ReturnType<typeof readBudgets>>) {
  let matcher = new BudgetMatcher([]);
  const read = await readList(look, PODS, podSchema, () => {
    // Begun anew with the fold: a list that went stale is counted once.
    matcher = new BudgetMatcher(budgets.kind === "read" ? budgets.value : []);
    return new PodsFold(matcher);
  });
  return { read, matcher };
}

const NAMESPACES = { group: "", version: "v1", resource: "namespaces", metadataOnly: true };

/** Of namespaces only their labels, and who answers for them; what is not told there is not known. */
async function readNamespaces(look: Look): Promise<ReadonlyMap<string, Metadata>> {
  const read = await readItems(look, NAMESPACES, z.object({ metadata: metadataSchema }));
  const items = read.kind === "read" ? read.value : [];
  return new Map(items.map(({ metadata }) => [metadata.name, metadata]));
}

function barePods(fold: PodsFold, read: ListRead<unknown>): ClusterFacts["barePods"] {
  const kept = keepMost(fold.bare, ({ emptyDir }) => Number(emptyDir), byFullName);
  return seen(kept.items, { reads: [read], more: kept.more + fold.moreBare });
}

function pendingPods(fold: PodsFold, read: ListRead<unknown>): ClusterFacts["pendingPods"] {
  return seen(fold.pending.toSorted(), { reads: [read], more: fold.morePending });
}
