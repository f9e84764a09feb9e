/**
 * One read-only pass over a cluster, through its own API: everything of a snapshot beyond the
 * versions. Each part is read by itself: what may not be read, or fails, is said of that part and
 * of no other. Pods are folded as their pages come; nothing is held as it was sent.
 */
import * as z from "zod";
import type { ClusterFacts, Part } from "../model/cluster-facts.ts";
import type { ApiReader } from "../ports/api-reader.ts";
import { keepMost } from "./keep-most.ts";
import { missingOf, notSeen, seen } from "./kubernetes/missing.ts";
import { type ListRead, openLook, readItems, readList, type Look } from "./kubernetes/read-list.ts";
import { byFullName, metadataSchema, type Metadata } from "./kubernetes/shapes.ts";
import { nodesPart, readNodes } from "./observe-nodes.ts";
import { readTraffic } from "./traffic/traffic.ts";
import { BudgetMatcher } from "./workloads/budget-matcher.ts";
import { budgetsPart, readBudgets } from "./workloads/observe-budgets.ts";
import { PODS, podSchema, PodsFold } from "./workloads/pods-fold.ts";
import { readWorkloads } from "./workloads/read-workloads.ts";
import { workloadsPart } from "./workloads/workloads-part.ts";

const NAMESPACES = { group: "", version: "v1", resource: "namespaces", metadataOnly: true };

/** Looks at everything that an upgrade may trip over. Never throws for what a cluster answers. */
export async function observeFacts(reader: ApiReader): Promise<ClusterFacts> {
  const look = await openLook(reader);
  // Pods are told of their budgets as they come: budgets are first.
  const budgets = await readBudgets(look);
  const [pods, nodes, workloads, traffic, namespaces] = await Promise.all([
    readPods(look, budgets),
    readNodes(look),
    readWorkloads(look),
    readTraffic(look),
    readNamespaces(look),
  ]);
  const { matcher } = pods;
  const fold = pods.read.kind === "read" ? pods.read.value : undefined;
  const podsMissing = missingOf(pods.read);
  return {
    nodes: nodesPart(nodes, fold, podsMissing),
    workloads: workloadsPart(
      {
        workloads,
        pods: fold ?? new PodsFold(matcher),
        budgets: matcher,
        traffic,
        namespaces,
        onLocalVolumes: new Set(),
      },
      podsMissing,
    ),
    barePods: fold === undefined ? notSeen(podsMissing) : barePods(fold, pods.read),
    pendingPods: fold === undefined ? notSeen(podsMissing) : pendingPods(fold, pods.read),
    budgets: budgetsPart(budgets, fold && matcher, podsMissing, namespaces),
    webhooks: later(),
    volumes: later(),
    csiDrivers: later(),
    crds: later(),
    apiUses: later(),
    helmReleases: later(),
    addons: later(),
    certificates: later(),
    queries: later(),
  };
}

function later(): Part<never> {
  return { kind: "not-seen", why: "this version does not look at it", help: "" };
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

/** Of namespaces only who answers for them; without them, nobody does. */
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
