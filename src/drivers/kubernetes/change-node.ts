import { PortError } from "../../ports/port-error.ts";
import { type Api, type ApiRequest, find, isSuccess, refusal, wordsFor } from "./api.ts";
import type { NodeChange } from "./node-change.ts";
import { type KubeNode, nodeSchema } from "./node-view.ts";

/** Others write nodes too (kubelets, controllers); so many lost races in a row are no accident. */
const MAX_TRIES = 6;

/** Reads the node, changes it as decided, and begins again when somebody else changed it in between. */
export async function changeNode<Answer>(
  api: Api,
  name: string,
  gone: Answer,
  decide: (node: KubeNode) => NodeChange<Answer>,
): Promise<Answer> {
  const at = { resource: "nodes", object: name, path: `/api/v1/nodes/${encodeURIComponent(name)}` };
  const patchNode: ApiRequest = { ...at, verb: "patch" };
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const node = await find(api, { ...at, verb: "get" }, nodeSchema);
    if (node === undefined) return gone;
    const { patch, answer } = decide(node);
    if (patch === undefined) return answer;
    const patched = await api.send({ ...patchNode, body: patch });
    if (isSuccess(patched)) return answer;
    if (patched.status === 404) return gone;
    if (patched.status !== 409) throw refusal(api, patchNode, patched);
  }
  throw new PortError(
    "transient",
    `cannot ${wordsFor(patchNode)}: somebody else changed the node each of ${MAX_TRIES} times`,
  );
}
