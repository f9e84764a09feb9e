import type { Part, WorkloadFacts } from "../../model/cluster-facts.ts";
import { keepMost } from "../keep-most.ts";
import { lackingFrom, notSeen, seen, type Missing } from "../kubernetes/missing.ts";
import { ownerOf } from "../kubernetes/owner.ts";
import { byFullName, fullName, type Metadata } from "../kubernetes/shapes.ts";
import type { Traffic } from "../traffic/traffic.ts";
import type { BudgetMatcher } from "./budget-matcher.ts";
import type { PodsFold, PodsOf } from "./pods-fold.ts";
import type { ReadWorkloads, WrittenWorkload } from "./read-workloads.ts";

/** What the workloads of a cluster are made of. */
export interface WorkloadSources {
  readonly workloads: ReadWorkloads;
  readonly pods: PodsFold;
  readonly budgets: BudgetMatcher;
  readonly traffic: Traffic;
  readonly namespaces: ReadonlyMap<string, Metadata>;
  /** `Kind namespace/name` of workloads on volumes that one node has. */
  readonly onLocalVolumes: ReadonlySet<string>;
}

/** Workloads with their pods; what made pods and is none of the known kinds is `Other`. */
export function workloadsPart(
  sources: WorkloadSources,
  podsMissing: readonly Missing[],
): Part<WorkloadFacts> {
  const { workloads, traffic } = sources;
  const missing = [...workloads.missing, ...podsMissing];
  if (missing.length > 0) return notSeen(missing);
  const facts = workloadFacts(sources);
  const kept = keepMost(facts, isNoteworthy, byFullName);
  return seen(kept.items, {
    reads: workloads.reads,
    more: kept.more,
    lacking: lackingFrom("where traffic comes from outside", traffic.missing),
  });
}

/** What an upgrade may trip over is kept before what it will not notice. */
function isNoteworthy(workload: WorkloadFacts): number {
  const { kind, replicas, budgets, failing, nodeBound, doNotMove, onePerNode, available } =
    workload;
  const runs = kind === "Deployment" || kind === "StatefulSet";
  return (
    4 * Number(failing > 0 || available < replicas) +
    3 * Number(runs && replicas === 1) +
    2 * Number(doNotMove.length > 0 || onePerNode || budgets.length > 1) +
    Number(nodeBound.length > 0 || workload.emptyDir || budgets.length === 0)
  );
}

/** Every workload, in no order. */
export function workloadFacts(sources: WorkloadSources): readonly WorkloadFacts[] {
  const byKey = new Map(sources.workloads.written.map((each) => [keyOf(each), each]));
  const pods = podsByWorkload(sources);
  const known = [...byKey].map(([key, each]) => fromWritten(each, pods.get(key), sources));
  const others = [...pods].flatMap(([key, of]) =>
    byKey.has(key) ? [] : [fromPods(key, of, sources)],
  );
  return [...known, ...others];
}

/** Who holds what, once replica sets are told apart from what made them: `Deployment shop/cart`. */
export function workloadKey(controller: string, { madeBy }: Pick<ReadWorkloads, "madeBy">): string {
  const [kind = "", name = ""] = controller.split(" ");
  const maker = kind === "ReplicaSet" ? madeBy.get(name) : undefined;
  if (maker === undefined) return controller;
  return `${maker.kind} ${name.slice(0, name.indexOf("/") + 1)}${maker.name}`;
}

function keyOf({ kind, metadata }: WrittenWorkload): string {
  return `${kind} ${fullName(metadata)}`;
}

/** A workload has several controllers while it is rolled out: an old replica set and a new one. */
function podsByWorkload({ pods, workloads }: WorkloadSources): ReadonlyMap<string, PodsOf> {
  const byKey = new Map<string, PodsOf>();
  for (const [controller, of] of pods.controllers) {
    const key = workloadKey(controller, workloads);
    const before = byKey.get(key);
    byKey.set(key, before === undefined ? of : together(before, of));
  }
  return byKey;
}

function together(a: PodsOf, b: PodsOf): PodsOf {
  return {
    ...a,
    pods: a.pods + b.pods,
    ready: a.ready + b.ready,
    restarts: a.restarts + b.restarts,
    failing: a.failing + b.failing,
    claims: a.claims + b.claims,
    doNotMove: new Set([...a.doNotMove, ...b.doNotMove]),
    nodes: new Set([...a.nodes, ...b.nodes]),
  };
}

function fromWritten(
  workload: WrittenWorkload,
  pods: PodsOf | undefined,
  sources: WorkloadSources,
): WorkloadFacts {
  const { kind, metadata, replicas, available, updateStrategy, shape, podLabels } = workload;
  const { namespace, name } = metadata;
  const template = { labels: podLabels, annotations: workload.podAnnotations };
  const owner = ownerOf(metadata, template, sources.namespaces.get(namespace));
  return {
    kind,
    namespace,
    name,
    replicas,
    available,
    updateStrategy,
    ...(workload.minReadySeconds !== undefined && { minReadySeconds: workload.minReadySeconds }),
    ...(workload.startedAtMs !== undefined && { startedAtMs: workload.startedAtMs }),
    ...common({ key: keyOf(workload), namespace, podLabels, pods, owner }, shape, sources),
    doNotMove: [...new Set([...workload.doNotMove, ...(pods?.doNotMove ?? [])])],
  };
}

const KINDS: ReadonlySet<string> = new Set<WorkloadFacts["kind"]>([
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "ReplicaSet",
  "Job",
]);

/** What its own object did not tell: a kind of somebody's operator, or what was made meanwhile. */
function fromPods(key: string, of: PodsOf, sources: WorkloadSources): WorkloadFacts {
  const [kind = "", full = ""] = key.split(" ");
  const { namespace, labels, shape } = of;
  const owner = of.owner ?? ownerOf(sources.namespaces.get(namespace));
  return {
    // The set has every value of the type but `CronJob`, which has no pods of its own.
    kind: KINDS.has(kind) ? (kind as WorkloadFacts["kind"]) : "Other",
    namespace,
    name: full.slice(full.indexOf("/") + 1),
    replicas: of.pods,
    available: of.ready,
    updateStrategy: "",
    ...common({ key, namespace, podLabels: labels, pods: of, owner }, shape, sources),
    doNotMove: [...of.doNotMove],
  };
}

interface Workload {
  readonly key: string;
  readonly namespace: string;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly pods: PodsOf | undefined;
  readonly owner: string | undefined;
}

function common(
  { key, namespace, podLabels, pods, owner }: Workload,
  shape: WrittenWorkload["shape"],
  { budgets, traffic, onLocalVolumes }: WorkloadSources,
) {
  const exposed = traffic.reaches(namespace, podLabels);
  const served = traffic.serves(namespace, podLabels);
  return {
    ...(owner !== undefined && { owner }),
    podLabels,
    images: shape.images,
    emptyDir: shape.emptyDir,
    nodeBound: [...shape.nodeBound, ...(onLocalVolumes.has(key) ? ["local"] : [])],
    claims: Math.max(shape.claims, pods?.claims ?? 0),
    terminationGraceSeconds: shape.terminationGraceSeconds,
    onePerNode: shape.onePerNode,
    hostPorts: shape.hostPorts,
    budgets: budgets
      .budgetsOver({ namespace, labels: podLabels })
      .map(({ metadata }) => metadata.name)
      .toSorted(),
    restarts: pods?.restarts ?? 0,
    failing: pods?.failing ?? 0,
    ...(exposed !== undefined && { exposed }),
    ...(served !== undefined && { served }),
    readinessProbe: shape.readinessProbe,
    dockerSocket: shape.dockerSocket,
    nodes: pods?.nodes.size ?? 0,
  };
}
