import * as z from "zod";
import type { Facts } from "../../knowledge/knowledge.ts";
import type { ApiUseFacts } from "../../model/cluster-facts.ts";
import type { ReadCrd } from "../observe-crds.ts";
import { missingOf, type Missing } from "../kubernetes/missing.ts";
import {
  type ListOf,
  type ListRead,
  type Look,
  readList,
  readServed,
} from "../kubernetes/read-list.ts";
import { fullName, textMapSchema, textSchema } from "../kubernetes/shapes.ts";
import { deprecatedKinds, type DeprecatedKind } from "./deprecated-kinds.ts";
import { UseSum } from "./use-sum.ts";

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** Who wrote an object and with which version, and what was applied last: its metadata is enough. */
const metadataSchema = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: textSchema,
    annotations: textMapSchema.transform((annotations) => annotations[LAST_APPLIED]),
    managedFields: z
      .array(z.object({ manager: textSchema, apiVersion: textSchema, time: textSchema }))
      .nullish(),
  }),
});

type Written = z.infer<typeof metadataSchema>["metadata"];

/** Objects of one kind, told one by one. Owns the sums of what was written with versions that go. */
class WrittenFold {
  readonly sum = new UseSum();
  readonly #kind: string;
  readonly #goes: ReadonlySet<string>;

  constructor({ kind, deprecated }: DeprecatedKind) {
    this.#kind = kind;
    this.#goes = new Set(deprecated.map(({ group, version }) => apiVersionOf(group, version)));
  }

  take({ metadata }: { readonly metadata: Written }): void {
    const object = fullName(metadata);
    for (const { manager, apiVersion, time } of metadata.managedFields ?? []) {
      if (!this.#goes.has(apiVersion)) continue;
      const lastAtMs = Date.parse(time);
      const written = { apiVersion, kind: this.#kind, object, who: manager };
      this.sum.add("managed-fields", { ...written, ...(lastAtMs > 0 && { lastAtMs }) });
    }
    const applied = appliedVersion(metadata.annotations);
    if (applied !== undefined && this.#goes.has(applied)) {
      this.sum.add("last-applied", {
        apiVersion: applied,
        kind: this.#kind,
        object,
        who: "kubectl",
      });
    }
  }
}

const appliedSchema = z.object({ apiVersion: z.string() });

/** Of what was applied only its version is taken: it holds the whole object. */
function appliedVersion(annotation: string | undefined): string | undefined {
  if (annotation === undefined) return undefined;
  try {
    return appliedSchema.safeParse(JSON.parse(annotation)).data?.apiVersion;
  } catch {
    return undefined;
  }
}

export interface WrittenUses {
  readonly uses: readonly ApiUseFacts[];
  readonly reads: readonly ListRead<unknown>[];
  readonly missing: readonly Missing[];
}

/** What objects were written with: of the kinds of Kubernetes that have a version that goes, and of add-ons. */
export async function readWritten(
  look: Look,
  facts: Facts,
  crds: readonly ReadCrd[],
): Promise<WrittenUses> {
  const kinds = [...deprecatedKinds(facts), ...addonKinds(facts, crds)];
  const reads = await Promise.all(
    kinds.map((kind) =>
      readServed(
        kind.lists.map((list): ListOf => ({ ...list, metadataOnly: true })),
        (list) => readList(look, list, metadataSchema, () => new WrittenFold(kind)),
      ),
    ),
  );
  return {
    uses: reads.flatMap((read) => (read.kind === "read" ? read.value.sum.uses() : [])),
    reads,
    missing: missingOf(...reads),
  };
}

/** Custom resources that are there, and of which the knowledge or the CRD says that a version goes. */
function addonKinds(facts: Facts, crds: readonly ReadCrd[]): readonly DeprecatedKind[] {
  const known = facts["addon-apis"]();
  return crds.flatMap(({ spec }) => {
    const { group, names, versions } = spec;
    const told = versions.filter(({ deprecated }) => deprecated === true);
    const records = known.filter(
      (record) => record.group === group && (record.kind === names.kind || record.kind === "*"),
    );
    const going = new Set([
      ...told.map(({ name }) => name),
      ...records.map(({ version }) => version),
    ]);
    const list = versions.find(({ storage, served }) => storage === true && served === true);
    if (going.size === 0 || list === undefined) return [];
    return [
      {
        kind: names.kind,
        deprecated: [...going].map((version) => ({ group, version })),
        lists: [{ group, version: list.name, resource: names.plural }],
      },
    ];
  });
}

function apiVersionOf(group: string, version: string): string {
  return group === "" ? version : `${group}/${version}`;
}
