import { Document, isMap, isSeq, type Node } from "yaml";
import { API_VERSION } from "../../model/names.ts";
import type { FleetEntry } from "./fleet-entry.ts";

/** A new Fleet document, as YAML. */
export function fleetText(fleet: string, entries: readonly FleetEntry[]): string {
  const head = { apiVersion: API_VERSION, kind: "Fleet", metadata: { name: fleet } };
  const document = new Document({ ...head, spec: { clusters: [] } });
  document.commentBefore =
    " Found by fleetlift discover. Look it through, give the clusters labels, then: fleetlift validate";
  setFlow(document.get("metadata"));
  document.setIn(["spec", "clusters"], entryNodes(document, entries));
  return document.toString({ lineWidth: 0 });
}

/** The entries alone, as lines of a list that begin with `- `. */
export function entryLines(entries: readonly FleetEntry[]): string {
  const document = new Document();
  document.contents = entryNodes(document, entries);
  return document.toString({ lineWidth: 0 });
}

/** A list of entries with their comments; what has few words stands on one line. */
function entryNodes(document: Document, entries: readonly FleetEntry[]): Node {
  // What is alike in several entries is written in each, not once with references to it.
  const list = document.createNode(
    entries.map(({ cluster }) => cluster),
    { aliasDuplicateObjects: false },
  );
  list.items.forEach((item, index) => {
    if (!isMap(item)) return;
    for (const field of ["labels", "provider", "members", "managedBy"]) setFlow(item.get(field));
    const comments = entries[index]?.comments ?? [];
    if (comments.length > 0) item.commentBefore = comments.map((line) => ` ${line}`).join("\n");
  });
  return list;
}

function setFlow(node: unknown): void {
  if (isMap(node) || isSeq(node)) node.flow = true;
}
