/**
 * Takes a cluster's pods one by one and keeps sums: what each node is asked for, what each workload
 * has, which budgets take which pods. It owns the sums and holds no pod, so that its size goes with
 * the workloads and nodes. A pod that has run to its end counts for nothing, as for the scheduler.
 */
import * as z from "zod";
import type { BarePodFacts, NodeFacts } from "../../model/cluster-facts.ts";
import { MAX_ITEMS } from "../keep-most.ts";
import { ownerOf } from "../kubernetes/owner.ts";
import type { Fold } from "../kubernetes/read-list.ts";
import {
  controllerOf,
  fullName,
  listOf,
  metadataSchema,
  textSchema,
  type Metadata,
} from "../kubernetes/shapes.ts";
import type { BudgetMatcher } from "./budget-matcher.ts";
import { doNotMoveOf } from "./do-not-move.ts";
import { ImageUses } from "./image-uses.ts";
import { claimsOf, podSpecSchema, requestsOf, shapeOf, type PodShape } from "./pod-spec.ts";

export const PODS = { group: "", version: "v1", resource: "pods" };

const containerStatusSchema = z.object({
  restartCount: z.number().nullish(),
  state: z
    .object({ waiting: z.object({ reason: textSchema }).nullish() })
    .partial()
    .nullish(),
});

export const podSchema = z.object({
  metadata: metadataSchema,
  spec: podSpecSchema,
  status: z
    .object({
      phase: textSchema,
      conditions: listOf(z.object({ type: z.string(), status: z.string() })),
      containerStatuses: listOf(containerStatusSchema),
      initContainerStatuses: listOf(containerStatusSchema),
    })
    .nullish(),
});

export type ReadPod = z.infer<typeof podSchema>;

const MIRROR_ANNOTATION = "kubernetes.io/config.mirror";

/** What the pods of one controller come to. */
export interface PodsOf {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Of its first pod. */
  readonly shape: PodShape;
  readonly labels: Readonly<Record<string, string>>;
  readonly owner: string | undefined;
  pods: number;
  ready: number;
  restarts: number;
  failing: number;
  claims: number;
  readonly doNotMove: Set<string>;
  /** Those that they run on. */
  readonly nodes: Set<string>;
}

const NOTHING: NodeFacts["requested"] = { cpuMillis: 0, memoryMi: 0, pods: 0 };

export class PodsFold implements Fold<ReadPod> {
  readonly #budgets: BudgetMatcher;
  readonly #requested = new Map<string, NodeFacts["requested"]>();
  /** By `Kind namespace/name` of the controller that the pod names. */
  readonly controllers = new Map<string, PodsOf>();
  /** By `namespace/claim`: who holds it. */
  readonly claimHolders = new Map<string, string>();
  readonly images = new ImageUses();
  readonly bare: BarePodFacts[] = [];
  readonly pending: string[] = [];
  /** Beyond those that are kept. */
  moreBare = 0;
  morePending = 0;

  constructor(budgets: BudgetMatcher) {
    this.#budgets = budgets;
  }

  take(pod: ReadPod): void {
    const { metadata, spec, status } = pod;
    const phase = status?.phase ?? "";
    if (phase === "Succeeded" || phase === "Failed") return;
    const controller = controllerOf(metadata);
    const isMirror = metadata.annotations[MIRROR_ANNOTATION] !== undefined;
    const key =
      controller === undefined || isMirror
        ? `Pod ${fullName(metadata)}`
        : `${controller.kind} ${fullName({ ...metadata, name: controller.name })}`;
    this.#addRequests(spec);
    this.images.take(spec, metadata, key);
    for (const claim of claimsOf(metadata.name, spec)) {
      this.claimHolders.set(fullName({ ...metadata, name: claim }), key);
    }
    if (spec.nodeName === "") this.#addPending(metadata);
    // A mirror pod stands for a file on its node: nobody moves it.
    if (isMirror) return;
    this.#budgets.take(metadata);
    if (controller === undefined) this.#addBare(pod);
    else this.#addTo(key, controller, pod);
  }

  /** Sum of what the pods on a node ask for. */
  requestedOn(node: string): NodeFacts["requested"] {
    return this.#requested.get(node) ?? NOTHING;
  }

  #addRequests(spec: ReadPod["spec"]): void {
    if (spec.nodeName === "") return;
    const before = this.requestedOn(spec.nodeName);
    const { cpuMillis, memoryMi } = requestsOf(spec);
    this.#requested.set(spec.nodeName, {
      cpuMillis: before.cpuMillis + cpuMillis,
      memoryMi: before.memoryMi + memoryMi,
      pods: before.pods + 1,
    });
  }

  #addPending(metadata: Metadata): void {
    if (this.pending.length < MAX_ITEMS) this.pending.push(fullName(metadata));
    else this.morePending += 1;
  }

  #addBare({ metadata, spec }: ReadPod): void {
    if (this.bare.length === MAX_ITEMS) {
      this.moreBare += 1;
      return;
    }
    const owner = ownerOf(metadata);
    this.bare.push({
      namespace: metadata.namespace,
      name: metadata.name,
      node: spec.nodeName,
      emptyDir: shapeOf(spec, metadata.labels).emptyDir,
      ...(owner !== undefined && { owner }),
    });
  }

  #addTo(key: string, { kind, name }: { kind: string; name: string }, pod: ReadPod): void {
    const { metadata, spec, status } = pod;
    let of = this.controllers.get(key);
    if (of === undefined) {
      of = {
        kind,
        namespace: metadata.namespace,
        name,
        shape: shapeOf(spec, metadata.labels),
        labels: metadata.labels,
        owner: ownerOf(metadata),
        pods: 0,
        ready: 0,
        restarts: 0,
        failing: 0,
        claims: 0,
        doNotMove: new Set(),
        nodes: new Set(),
      };
      this.controllers.set(key, of);
    }
    const statuses = [
      ...(status?.initContainerStatuses ?? []),
      ...(status?.containerStatuses ?? []),
    ];
    of.pods += 1;
    of.ready += Number(isReady(pod));
    of.restarts += statuses.reduce((sum, { restartCount }) => sum + (restartCount ?? 0), 0);
    of.failing += Number(statuses.some(({ state }) => FAILING.has(state?.waiting?.reason ?? "")));
    of.claims += claimsOf(metadata.name, spec).length;
    if (spec.nodeName !== "") of.nodes.add(spec.nodeName);
    for (const word of doNotMoveOf(metadata.annotations)) of.doNotMove.add(word);
  }
}

function isReady({ status }: ReadPod): boolean {
  return (status?.conditions ?? []).some(
    ({ type, status: is }) => type === "Ready" && is === "True",
  );
}

/** Why a container waits and will go on waiting until somebody acts. */
const FAILING: ReadonlySet<string> = new Set([
  "CrashLoopBackOff",
  "ImagePullBackOff",
  "ErrImagePull",
  "ErrImageNeverPull",
  "InvalidImageName",
  "CreateContainerConfigError",
  "CreateContainerError",
  "RunContainerError",
]);
