import { createHash } from "node:crypto";
import * as z from "zod";
import type { Ask } from "./api.ts";

/** What is compared: what people and controllers mean by an object, and not what is measured of it. */
const COMPARED = [
  "/api/v1/namespaces",
  "/api/v1/nodes",
  "/api/v1/pods",
  "/api/v1/services",
  "/api/v1/configmaps",
  "/api/v1/secrets",
  "/api/v1/serviceaccounts",
  "/apis/apps/v1/deployments",
  "/apis/apps/v1/replicasets",
  "/apis/policy/v1/poddisruptionbudgets",
  "/apis/rbac.authorization.k8s.io/v1/clusterroles",
  "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
  "/apis/rbac.authorization.k8s.io/v1/roles",
  "/apis/rbac.authorization.k8s.io/v1/rolebindings",
  "/apis/storage.k8s.io/v1/storageclasses",
  "/apis/scheduling.k8s.io/v1/priorityclasses",
  "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
] as const;

const listSchema = z.object({
  metadata: z.object({ resourceVersion: z.string() }),
  items: z.array(
    z.looseObject({
      metadata: z.looseObject({
        uid: z.string(),
        name: z.string(),
        namespace: z.string().optional(),
      }),
    }),
  ),
});

/** Every compared object by path, namespace, name and UID, with a hash of what it says. */
export interface Objects {
  readonly revision: number;
  readonly hashes: ReadonlyMap<string, string>;
}

/** As they are now, or as they were at a revision that the API server still remembers. */
export async function objectsOf(ask: Ask, revision?: number): Promise<Objects> {
  const at =
    revision === undefined ? "" : `?resourceVersion=${revision}&resourceVersionMatch=Exact`;
  const hashes = new Map<string, string>();
  let seen = 0;
  for (const path of COMPARED) {
    const answer = await ask("GET", `${path}${at}`);
    if (answer?.status !== 200) {
      throw new Error(`${path} was not listed: ${JSON.stringify(answer).slice(0, 300)}`);
    }
    const { metadata, items } = listSchema.parse(answer.body);
    seen = Math.max(seen, Number(metadata.resourceVersion));
    for (const item of items) {
      const { namespace = "", name, uid } = item.metadata;
      // What a node says of itself is its kubelet's word of now; that it is the same one is what counts.
      const meaning = path === "/api/v1/nodes" ? "" : meaningOf(item);
      hashes.set(`${path} ${namespace}/${name} ${uid}`, meaning);
    }
  }
  return { revision: seen, hashes };
}

/** What one has and the other has not, or has otherwise. */
export function differences(before: Objects, after: Objects): readonly string[] {
  return [
    ...[...before.hashes].flatMap(([key, hash]) => {
      const now = after.hashes.get(key);
      if (now === undefined) return [`lost: ${key}`];
      return now === hash ? [] : [`changed: ${key}`];
    }),
    ...[...after.hashes.keys()]
      .filter((key) => !before.hashes.has(key))
      .map((key) => `new: ${key}`),
  ];
}

/** Status, and whatever the server counts by itself, moves on after a restore as it does every second. */
function meaningOf({ status: _status, metadata, ...rest }: z.infer<typeof listSchema>["items"][0]) {
  const { resourceVersion: _version, managedFields: _fields, ...named } = metadata;
  return createHash("sha256")
    .update(JSON.stringify([named, rest]))
    .digest("hex");
}
