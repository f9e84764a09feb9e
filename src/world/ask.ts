/**
 * The one door into the simulated fleet: a request to one cluster at a time, as pure function from
 * state to state. The cluster is brought to that time first; then the request is refused, lost on
 * its way by a fault, or carried out.
 */
import { rollBackAddon, upgradeAddon, upgradeCrds } from "./addon-requests.ts";
import { addonView } from "./addon-views.ts";
import { advance, rest, settle } from "./advance.ts";
import { backupViews, beginBackup, proveBackup, restoreBackup, restoreView } from "./backups.ts";
import { isApiUp } from "./control-plane.ts";
import { draw } from "./draw.ts";
import { evict } from "./evict.ts";
import { activeFaults, addFault, endFault } from "./faults.ts";
import { count } from "./ledger.ts";
import { avoid, cordon, quarantine, release, uncordon } from "./node-requests.ts";
import { podKey, terminatePod } from "./pods.ts";
import {
  endNode,
  ensureNodes,
  startControlPlaneUpgrade,
  startPoolUpgrade,
} from "./provider-requests.ts";
import { readList, readObject, readText } from "./read-face.ts";
import type { Answered, Answers, RequestKind, Requests } from "./requests.ts";
import { budgetViews, nodeViews, podViews, providerView, workloadViews } from "./views.ts";
import { attachmentViews } from "./volumes.ts";
import type { ClusterState, WorldState } from "./world-state.ts";

export interface Asked<Value> {
  readonly world: WorldState;
  readonly answer: Answered<Value>;
}

/** Asks a cluster at a time; time never goes back, so an earlier one counts as the cluster's own. */
export function ask<Kind extends RequestKind>(
  world: WorldState,
  name: string,
  kind: Kind,
  request: Requests[Kind],
  nowMs: number,
): Asked<Answers[Kind]> {
  const found = Object.hasOwn(world.clusters, name) ? world.clusters[name] : undefined;
  if (found === undefined) return { world, answer: noCluster(world.name, name) };
  const { cluster, answer } = askCluster(found, kind, request, nowMs);
  return { world: { ...world, clusters: { ...world.clusters, [name]: cluster } }, answer };
}

export interface Reply<Value> {
  readonly cluster: ClusterState;
  readonly answer: Answered<Value>;
}

/** Asks one cluster, for whoever keeps many of them apart: of ten thousand, each request touches one. */
export function askCluster<Kind extends RequestKind>(
  cluster: ClusterState,
  kind: Kind,
  request: Requests[Kind],
  nowMs: number,
): Reply<Answers[Kind]> {
  return answerNow(advance(cluster, nowMs), kind, request);
}

/** As `askCluster`, for whoever knows that nothing is due in the cluster by `nowMs`. */
export function askRestingCluster<Kind extends RequestKind>(
  cluster: ClusterState,
  kind: Kind,
  request: Requests[Kind],
  nowMs: number,
): Reply<Answers[Kind]> {
  return answerNow(rest(cluster, nowMs), kind, request);
}

/** What there is to say of a cluster that is not in the world. */
export function noCluster(world: string, name: string): Answered<never> {
  const message = `there is no cluster ${name} in the world ${world}`;
  return { kind: "error", class: "terminal", message };
}

function answerNow<Kind extends RequestKind>(
  before: ClusterState,
  kind: Kind,
  request: Requests[Kind],
): Reply<Answers[Kind]> {
  // A look at everything is hundreds of reads: counted, each would change what happens to the rest.
  const cluster = reads.has(kind) ? before : { ...before, calls: before.calls + 1 };
  if (fromOperator.has(kind)) return handlers[kind](cluster, request);
  if (throughApi.has(kind) && !isApiUp(cluster)) {
    return failed(
      cluster,
      "transient",
      `connect to the API of ${cluster.name}: connection refused`,
    );
  }
  switch (errorOnTheWay(cluster, reads.has(kind) ? JSON.stringify(request) : "")) {
    case "none":
      return handlers[kind](cluster, request);
    case "before":
      return failed(cluster, "transient", `the API of ${cluster.name} answered 503: try again`);
    case "after": {
      const carriedOut = handlers[kind](cluster, request).cluster;
      return failed(carriedOut, "transient", `the connection to ${cluster.name} broke: no answer`);
    }
  }
}

/** `read` tells reads apart, which are not counted. */
function errorOnTheWay(cluster: ClusterState, read: string): "none" | "before" | "after" {
  const faults = activeFaults(cluster, "ApiErrors");
  if (faults.length === 0) return "none";
  const words = read === "" ? [cluster.calls] : [cluster.calls, read];
  const chance = draw(cluster.seed, "api-error", ...words);
  const fault = faults.find((one) => chance < one.probability);
  if (fault === undefined) return "none";
  return chance < fault.probability / 2 ? "before" : "after";
}

/** What tells and breaks the world itself: no fault stands in its way. */
const fromOperator: ReadonlySet<RequestKind> = new Set(["break", "repair", "ledger"]);

const reads: ReadonlySet<RequestKind> = new Set(["readList", "readObject", "readText"]);

/** Needs an API server that answers; readiness says of itself when there is none. */
const throughApi: ReadonlySet<RequestKind> = new Set([
  "identity",
  "nodes",
  "pods",
  "budgets",
  "workloads",
  "readList",
  "readObject",
  "readText",
  "avoid",
  "cordon",
  "uncordon",
  "attachments",
  "quarantine",
  "release",
  "evict",
  "deletePod",
  "observeAddon",
  "upgradeCrds",
  "upgradeAddon",
  "rollBackAddon",
]);

type Handlers = {
  readonly [Kind in RequestKind]: (
    cluster: ClusterState,
    request: Requests[Kind],
  ) => Reply<Answers[Kind]>;
};

const handlers: Handlers = {
  observe: (cluster) => told(cluster, providerView(cluster)),
  startControlPlaneUpgrade: (cluster, request) => done(startControlPlaneUpgrade(cluster, request)),
  startPoolUpgrade: (cluster, request) => done(startPoolUpgrade(cluster, request)),
  ensureNodes: (cluster, request) => done(ensureNodes(cluster, request)),
  removeNode: (cluster, request) => done(endNode(cluster, request)),
  identity: (cluster) => told(cluster, cluster.uid),
  readiness: (cluster) => told(cluster, readiness(cluster)),
  nodes: (cluster) => told(cluster, nodeViews(cluster)),
  pods: (cluster, { node }) => told(cluster, podViews(cluster, node)),
  budgets: (cluster) => told(cluster, budgetViews(cluster)),
  workloads: (cluster) => told(cluster, workloadViews(cluster)),
  readList: (cluster, target) => told(cluster, readList(cluster, target)),
  readObject: (cluster, target) => told(cluster, readObject(cluster, target)),
  readText: (cluster, target) => told(cluster, readText(target)),
  avoid: (cluster, request) => done({ cluster: avoid(cluster, request), value: null }),
  cordon: (cluster, request) => done(cordon(cluster, request)),
  uncordon: (cluster, request) => done({ cluster: uncordon(cluster, request), value: null }),
  attachments: (cluster) => told(cluster, attachmentViews(cluster)),
  quarantine: (cluster, request) => done({ cluster: quarantine(cluster, request), value: null }),
  release: (cluster, request) => done({ cluster: release(cluster, request), value: null }),
  evict: (cluster, pod) => done(evict(cluster, pod, "api")),
  deletePod,
  observeAddon: (cluster, { addon }) => told(cluster, addonView(cluster, addon) ?? null),
  upgradeCrds: (cluster, request) => done(upgradeCrds(cluster, request)),
  upgradeAddon: (cluster, request) => done(upgradeAddon(cluster, request)),
  rollBackAddon: (cluster, request) => done(rollBackAddon(cluster, request)),
  listBackups: (cluster) => told(cluster, backupViews(cluster)),
  beginBackup: (cluster, request) => done(beginBackup(cluster, request)),
  proveBackup: (cluster, request) => done(proveBackup(cluster, request)),
  restoreBackup: (cluster, request) => done(restoreBackup(cluster, request)),
  findRestore: (cluster, { token }) => told(cluster, restoreView(cluster, token)),
  break: (cluster, { fault }) => done({ cluster: addFault(cluster, fault), value: null }),
  repair: (cluster, { name }) =>
    done({
      cluster: endFault(cluster, name),
      value: cluster.faults.some(({ fault }) => fault.name === name),
    }),
  ledger: (cluster) => told(cluster, cluster.ledger),
};

function readiness(cluster: ClusterState): Answers["readiness"] {
  return isApiUp(cluster)
    ? { ready: true, message: "ok" }
    : { ready: false, message: "connection refused" };
}

function deletePod(cluster: ClusterState, wanted: Requests["deletePod"]): Reply<null> {
  const pod = cluster.pods.find(({ uid }) => uid === wanted.uid);
  if (pod === undefined) return told(cluster, null);
  if (pod.finished === undefined) {
    const message = `pod ${podKey(pod)} is not finished: it is evicted, not deleted, so that its budget counts`;
    return failed(cluster, "terminal", message);
  }
  const after = terminatePod(count(cluster, "podsDeleted", podKey(pod)), pod.uid);
  return done({ cluster: after, value: null });
}

/** A change, with all that follows from it at once. */
function done<Value>(result: {
  readonly cluster: ClusterState;
  readonly value: Value;
}): Reply<Value> {
  return told(settle(result.cluster), result.value);
}

function told<Value>(cluster: ClusterState, value: Value): Reply<Value> {
  return { cluster, answer: { kind: "value", value } };
}

function failed(
  cluster: ClusterState,
  errorClass: "transient" | "terminal",
  message: string,
): Reply<never> {
  return { cluster, answer: { kind: "error", class: errorClass, message } };
}
