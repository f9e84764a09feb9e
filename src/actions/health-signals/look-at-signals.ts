import type { AddonView } from "../../ports/addon-port.ts";
import type { ClusterPort, NodeView, WorkloadView } from "../../ports/cluster-port.ts";
import type { MemberPorts } from "../../ports/connect.ts";
import { PortError } from "../../ports/port-error.ts";
import type { ListOf } from "../../observe/kubernetes/read-list.ts";
import {
  autoscalerSchema,
  eventSchema,
  leaseSchema,
  podSchema,
  type SeenAutoscaler,
  type SeenEvent,
  type SeenLease,
  type SeenPod,
} from "./raw-shapes.ts";
import { readAll } from "./read-all.ts";
import type { Signal } from "./signal.ts";
import { TimedCalls, type Answered, type Calls } from "./timed-calls.ts";

/** What one look at a cluster's signals found. What was not asked for is left out. */
export interface SignalsSeen {
  readonly calls: Calls;
  readonly readiness?: Answered<true>;
  readonly nodes?: Answered<readonly NodeView[]>;
  readonly leases?: Answered<readonly SeenLease[] | undefined>;
  readonly workloads?: Answered<readonly WorkloadView[]>;
  readonly pods?: Answered<readonly SeenPod[] | undefined>;
  readonly autoscalers?: Answered<readonly SeenAutoscaler[] | undefined>;
  readonly events?: Answered<readonly SeenEvent[] | undefined>;
  readonly addons?: Readonly<Record<string, Answered<AddonView | undefined>>>;
}

const PODS: ListOf = { group: "", version: "v1", resource: "pods" };
const EVENTS: ListOf = { group: "", version: "v1", resource: "events" };
const AUTOSCALERS: ListOf = {
  group: "autoscaling",
  version: "v2",
  resource: "horizontalpodautoscalers",
};
const LEASES: ListOf = {
  group: "coordination.k8s.io",
  version: "v1",
  resource: "leases",
  namespace: "kube-node-lease",
};

/** Asks for what these signals are made of, and for no more; one call after the other, so that each is timed for itself. */
export async function lookAtSignals(
  { cluster, reader, addons }: Pick<MemberPorts, "cluster" | "reader" | "addons">,
  signals: ReadonlySet<Signal>,
  addonNames: readonly string[],
  stopwatch: () => number,
): Promise<SignalsSeen> {
  const calls = new TimedCalls(stopwatch);
  const needs = (...of: readonly Signal[]): boolean => of.some((signal) => signals.has(signal));
  const about = needs("api-latency", "api-errors");
  const readiness =
    about || needs("readiness") ? await calls.ask(() => untilReady(cluster)) : undefined;
  const nodes = about || needs("nodes") ? await calls.ask(() => cluster.nodes()) : undefined;
  const leases = needs("nodes")
    ? await calls.ask(() => readAll(reader, LEASES, leaseSchema))
    : undefined;
  const workloads =
    about || needs("workloads") ? await calls.ask(() => cluster.workloads()) : undefined;
  const pods = needs("restarts", "pending-pods")
    ? await calls.ask(() => readAll(reader, PODS, podSchema))
    : undefined;
  const autoscalers = needs("autoscalers")
    ? await calls.ask(() => readAll(reader, AUTOSCALERS, autoscalerSchema))
    : undefined;
  const events = needs("events")
    ? await calls.ask(() => readAll(reader, EVENTS, eventSchema))
    : undefined;
  const views: Record<string, Answered<AddonView | undefined>> = {};
  for (const name of needs("addons") ? addonNames : []) {
    views[name] = await calls.ask(() => addons.observe(name));
  }
  return {
    calls: calls.calls,
    ...(readiness && { readiness }),
    ...(nodes && { nodes }),
    ...(leases && { leases }),
    ...(workloads && { workloads }),
    ...(pods && { pods }),
    ...(autoscalers && { autoscalers }),
    ...(events && { events }),
    addons: views,
  };
}

/** An API that is not ready may only restart: nothing is known meanwhile, as with any call that fails. */
async function untilReady(cluster: ClusterPort): Promise<true> {
  const { ready, message } = await cluster.readiness();
  if (ready) return true;
  throw new PortError("transient", `the API is not ready: ${message}`);
}
