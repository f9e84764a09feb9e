import type { ClusterPort, EvictAnswer } from "../../ports/cluster-port.ts";
import { PortError } from "../../ports/port-error.ts";
import { type Api, type ApiRequest, find, isSuccess, refusal } from "./api.ts";
import { readEviction } from "./eviction.ts";
import { type KubePod, podSchema } from "./pod-view.ts";

type PodName = Parameters<ClusterPort["evict"]>[0];

function atPod({ namespace, name }: PodName, subresource = "") {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`;
  return {
    resource: `pods${subresource}`,
    object: `${namespace}/${name}`,
    path: `${path}${subresource}`,
  };
}

/** The pod as it is now; undefined when it is gone, also when another has taken its name. */
async function findPod(api: Api, pod: PodName): Promise<KubePod | undefined> {
  const found = await find(api, { ...atPod(pod), verb: "get" }, podSchema);
  return found?.metadata.uid === pod.uid ? found : undefined;
}

/**
 * Asks the Eviction API once, guarded by the pod's UID (semantics 7). The pod is read before: the
 * server takes a disruption off the budget before it compares UIDs, and gives it back only after
 * two minutes, so a request for a pod that is gone would cost its successor's budget.
 */
export async function evict(api: Api, pod: PodName): Promise<EvictAnswer> {
  if ((await findPod(api, pod)) === undefined) return { kind: "gone" };
  const { namespace, name, uid } = pod;
  const request: ApiRequest = {
    ...atPod(pod, "/eviction"),
    verb: "create",
    body: {
      apiVersion: "policy/v1",
      kind: "Eviction",
      metadata: { namespace, name },
      deleteOptions: { preconditions: { uid } },
    },
  };
  const answer = await api.send(request);
  const reading = readEviction(answer);
  if (reading.kind === "failed") throw refusal(api, request, { ...answer, status: reading.status });
  if (reading.kind !== "conflict") return reading;
  return (await findPod(api, pod)) === undefined ? { kind: "gone" } : reading;
}

/** Deletes a finished pod. One that still runs is refused: its budget would not be asked (I4). */
export async function deletePod(api: Api, pod: PodName): Promise<void> {
  const found = await findPod(api, pod);
  if (found === undefined) return;
  if (found.status.phase !== "Succeeded" && found.status.phase !== "Failed") {
    throw new PortError(
      "terminal",
      `pod ${pod.namespace}/${pod.name} is ${found.status.phase}, not finished: it is evicted, not deleted, so that its budget counts`,
    );
  }
  const request: ApiRequest = {
    ...atPod(pod),
    verb: "delete",
    body: { apiVersion: "v1", kind: "DeleteOptions", preconditions: { uid: pod.uid } },
  };
  const answer = await api.send(request);
  if (isSuccess(answer) || answer.status === 404) return;
  if (answer.status === 409 && (await findPod(api, pod)) === undefined) return;
  throw refusal(api, request, answer);
}
