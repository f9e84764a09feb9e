import * as z from "zod";
import type { WorkloadView } from "../../ports/cluster-port.ts";

const metadata = z.object({
  namespace: z.string(),
  name: z.string(),
  /** Counts changes of the spec; a status says which of them it is about. */
  generation: z.number().default(0),
});
const observedGeneration = z.number().default(0);

/** What we read of a Deployment or a StatefulSet; replicas that are left out are one. */
export const replicatedSchema = z.object({
  metadata,
  spec: z.object({ replicas: z.number().default(1) }).prefault({}),
  status: z.object({ availableReplicas: z.number().default(0), observedGeneration }).prefault({}),
});

/** What we read of a DaemonSet: how many it wants depends on the nodes. */
export const daemonSetSchema = z.object({
  metadata,
  status: z
    .object({
      desiredNumberScheduled: z.number().default(0),
      numberAvailable: z.number().default(0),
      observedGeneration,
    })
    .prefault({}),
});

export function replicatedView(
  kind: "Deployment" | "StatefulSet",
  workload: z.infer<typeof replicatedSchema>,
): WorkloadView {
  return {
    kind,
    namespace: workload.metadata.namespace,
    name: workload.metadata.name,
    desired: workload.spec.replicas,
    available: workload.status.availableReplicas,
    ...behindOf(workload),
  };
}

export function daemonSetView(workload: z.infer<typeof daemonSetSchema>): WorkloadView {
  return {
    kind: "DaemonSet",
    namespace: workload.metadata.namespace,
    name: workload.metadata.name,
    desired: workload.status.desiredNumberScheduled,
    available: workload.status.numberAvailable,
    ...behindOf(workload),
  };
}

function behindOf({
  metadata: { generation },
  status: { observedGeneration: observed },
}: z.infer<typeof replicatedSchema> | z.infer<typeof daemonSetSchema>): Pick<
  WorkloadView,
  "behind"
> {
  return observed < generation ? { behind: true } : {};
}
