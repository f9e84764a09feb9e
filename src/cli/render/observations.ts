import type { Part } from "../../model/cluster-facts.ts";
import { contentHash, shortHash } from "../../model/hash.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { snapshotDocument } from "../../model/snapshot-document.ts";
import { type Format, type Look, renderObjects } from "./output.ts";

const count = (part: Part<unknown> | undefined): string =>
  part === undefined || part.kind === "not-seen"
    ? ""
    : String(part.items.length + (part.more ?? 0));

const look: Look<Snapshot> = {
  kind: "snapshots",
  name: ({ cluster }) => cluster,
  columns: [
    { title: "cluster", value: ({ cluster }) => cluster },
    { title: "version", value: ({ controlPlane }) => controlPlane.version },
    { title: "kubelets", value: kubelets },
    { title: "nodes", value: ({ facts }) => count(facts?.nodes) },
    { title: "workloads", value: ({ facts }) => count(facts?.workloads) },
    { title: "budgets", value: ({ facts }) => count(facts?.budgets) },
    { title: "add-ons", value: ({ facts }) => count(facts?.addons) },
    { title: "not seen", value: (snapshot) => notSeen(snapshot).join(",") },
    { title: "member", value: ({ member }) => member, wide: true },
    { title: "available", value: ({ available }) => available.join(","), wide: true },
    { title: "identity", value: ({ identity }) => identity, wide: true },
    { title: "hash", value: (snapshot) => shortHash(contentHash(snapshot)), wide: true },
  ],
};

/** Each version once, oldest pools first as they stand. */
function kubelets({ pools }: Snapshot): string {
  const versions = pools.flatMap(({ nodes }) => nodes.map(({ kubeletVersion }) => kubeletVersion));
  return [...new Set(versions.filter((version) => version !== undefined))].toSorted().join(",");
}

function notSeen({ facts }: Snapshot): readonly string[] {
  return Object.entries(facts ?? {}).flatMap(([name, part]) =>
    part.kind === "not-seen" ? [name] : [],
  );
}

/**
 * Snapshots as `-o` asks for them. As YAML each is a document of its own, to be read again; as JSON
 * several are in a List, as kubectl has them.
 */
export async function renderObservations(
  snapshots: readonly Snapshot[],
  format: Format,
  alone: boolean,
): Promise<string> {
  if (format === "json" || format === "yaml") {
    const documents = snapshots.map(snapshotDocument);
    if (format === "json") {
      return await renderObjects(
        { ...look, name: () => "", columns: [] },
        documents,
        format,
        alone,
      );
    }
    const { stringify } = await import("yaml");
    // Without references between equal parts, and without breaking lines: for people and diffs.
    const texts = documents.map((document) =>
      stringify(document, { aliasDuplicateObjects: false, lineWidth: 0 }),
    );
    return texts.join("---\n");
  }
  return await renderObjects(look, snapshots, format, alone);
}
