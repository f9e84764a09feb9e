import * as z from "zod";
import type { Facts } from "../../knowledge/knowledge.ts";
import type { ApiUseFacts, Lacking } from "../../model/cluster-facts.ts";
import { lackingFrom, missingOf } from "../kubernetes/missing.ts";
import { type ListRead, type Look, readItems } from "../kubernetes/read-list.ts";
import { listOf, textSchema } from "../kubernetes/shapes.ts";
import { isDeprecated } from "./deprecated-kinds.ts";

const LIST = {
  group: "internal.apiserver.k8s.io",
  version: "v1alpha1",
  resource: "storageversions",
};
const WHAT = "stored versions of built-in APIs";

const storageVersionSchema = z.object({
  /** `apps.deployments`: group and resource. */
  metadata: z.object({ name: z.string() }),
  status: z
    .object({ storageVersions: listOf(z.object({ encodingVersion: textSchema })) })
    .nullish(),
});

export const readStored = (look: Look) => readItems(look, LIST, storageVersionSchema);

/** Built-in kinds that API servers store in a version that goes. */
export function storedUses(
  read: ListRead<readonly z.infer<typeof storageVersionSchema>[]>,
  facts: Facts,
): readonly ApiUseFacts[] {
  if (read.kind !== "read") return [];
  const going = facts.apis().filter(isDeprecated);
  return read.value.flatMap(({ metadata, status }) => {
    const resource = metadata.name.slice(metadata.name.lastIndexOf(".") + 1);
    const encodings = (status?.storageVersions ?? []).map(({ encodingVersion }) => encodingVersion);
    return [...new Set(encodings)].flatMap((encoding): readonly ApiUseFacts[] => {
      const [version = "", group = ""] = encoding.split("/").toReversed();
      const record = going.find(
        (each) => each.group === group && each.version === version && each.resource === resource,
      );
      if (record === undefined) return [];
      const { kind } = record;
      return [{ by: "stored", group, version, kind, objects: [], count: 1, who: [] }];
    });
  });
}

/** Why it was not seen: nearly every API server keeps it to itself. */
export function storedLacking(read: ListRead<unknown>): readonly Lacking[] {
  if (read.kind !== "not-served") return lackingFrom(WHAT, missingOf(read));
  return [
    {
      what: WHAT,
      why: "the API server does not tell: storageversions (internal.apiserver.k8s.io) is an alpha API and not served",
      help: "the stored versions of custom resources were seen; built-in objects are written anew by the storage version migrator, or by kubectl get and replace",
    },
  ];
}
