import * as z from "zod";
import type { CrdFacts, Part } from "../model/cluster-facts.ts";
import { keepMost } from "./keep-most.ts";
import { missingOf, notSeen, seen } from "./kubernetes/missing.ts";
import { type ListRead, type Look, readItems, readServed } from "./kubernetes/read-list.ts";
import { listOf, metadataSchema, textSchema } from "./kubernetes/shapes.ts";
import { clientConfigSchema } from "./webhooks/client-config.ts";
import { calledFor, type Called } from "./webhooks/read-webhooks.ts";

const versionSchema = z.object({
  name: z.string(),
  served: z.boolean().nullish(),
  storage: z.boolean().nullish(),
  deprecated: z.boolean().nullish(),
});

const crdSchema = z.object({
  metadata: metadataSchema.pick({ name: true }),
  spec: z.object({
    group: textSchema,
    names: z.object({ kind: textSchema, plural: textSchema }),
    versions: listOf(versionSchema),
    conversion: z
      .object({
        strategy: textSchema,
        webhook: z.object({ clientConfig: clientConfigSchema.nullish() }).nullish(),
        /** Of `v1beta1`. */
        webhookClientConfig: clientConfigSchema.nullish(),
      })
      .nullish(),
  }),
  status: z
    .object({
      storedVersions: listOf(z.string()),
      conditions: listOf(z.object({ type: z.string(), status: z.string() })),
    })
    .nullish(),
});

export type ReadCrd = z.infer<typeof crdSchema>;

/** A CRD holds the schema of every version, up to a megabyte: few are read at a time. */
const PAGE_SIZE = 25;

export function readCrds(look: Look): Promise<ListRead<readonly ReadCrd[]>> {
  const lists = ["v1", "v1beta1"].map((version) => ({
    group: "apiextensions.k8s.io",
    version,
    resource: "customresourcedefinitions",
    pageSize: PAGE_SIZE,
  }));
  return readServed(lists, (list) => readItems(look, list, crdSchema));
}

/** The webhooks that convert their objects. */
export function conversionsOf(crds: ListRead<readonly ReadCrd[]>): ListRead<readonly Called[]> {
  if (crds.kind !== "read") return crds;
  const value = crds.value.flatMap(({ metadata, spec }) => {
    const { conversion } = spec;
    const config = conversion?.webhook?.clientConfig ?? conversion?.webhookClientConfig;
    if (conversion?.strategy !== "Webhook" || config === undefined || config === null) return [];
    return [calledFor("conversion", metadata.name, spec.group, config)];
  });
  // What could not be read of the CRDs is told with them.
  return { kind: "read", value, unreadable: undefined };
}

export function crdsPart(crds: ListRead<readonly ReadCrd[]>): Part<CrdFacts> {
  if (crds.kind === "missing") return notSeen(missingOf(crds));
  const facts = (crds.kind === "read" ? crds.value : []).map(crdFacts);
  const kept = keepMost(facts, isNoteworthy, (a, b) => (a.name < b.name ? -1 : 1));
  return seen(kept.items, { reads: [crds], more: kept.more });
}

function isNoteworthy({ storedVersions, versions, established }: CrdFacts): number {
  return (
    Number(storedVersions.length > 1) +
    Number(versions.some(({ deprecated }) => deprecated)) +
    2 * Number(!established)
  );
}

function crdFacts({ metadata, spec, status }: ReadCrd): CrdFacts {
  return {
    name: metadata.name,
    group: spec.group,
    kind: spec.names.kind,
    storedVersions: status?.storedVersions ?? [],
    versions: spec.versions.map(({ name, served, storage, deprecated }) => ({
      name,
      served: served === true,
      storage: storage === true,
      deprecated: deprecated === true,
    })),
    established: (status?.conditions ?? []).some(
      ({ type, status: is }) => type === "Established" && is === "True",
    ),
  };
}
