import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Expected } from "./expected-files.ts";

const LARGE = 5_000_000;

interface Planted {
  readonly text: string;
  readonly findings: Expected["findings"];
  readonly unread?: Expected["unread"];
}

/** Writes files of 5 MB with something planted near their end, and says what. */
export function writeLargeFiles(folder: string): readonly Expected[] {
  const files: Readonly<Record<string, Planted>> = {
    "one-document.yaml": oneDocument(),
    "long-list.yaml": longList(),
    "many-documents.yaml": manyDocuments(),
    "one-line.json": oneLine(),
    "no-object.yaml": { text: "key: value\n".repeat(LARGE / 11), findings: [] },
    "brackets.yaml": {
      text: `apiVersion: v1\nkind: Pod\nx: ${"[".repeat(LARGE)}\n`,
      findings: [],
      unread: [{ line: 3 }],
    },
  };
  return Object.entries(files).map(([file, { text, findings, unread = [] }]) => {
    writeFileSync(path.join(folder, file), text);
    return { file, findings, unread };
  });
}

function finding(line: number, name: string): Expected["findings"][number] {
  return {
    line,
    problem: "removed",
    certainty: "certain",
    apiVersion: "batch/v1beta1",
    kind: "CronJob",
    namespace: "",
    name,
  };
}

/** A ConfigMap's data before the `apiVersion`, in one document. */
function oneDocument(): Planted {
  const line = "    some text of a log, of no meaning: here\n";
  const count = Math.floor(LARGE / line.length);
  const text = `metadata:\n  name: big\n  annotations:\n    log: |\n${`  ${line}`.repeat(count)}apiVersion: batch/v1beta1\nkind: CronJob\n`;
  return { text, findings: [finding(count + 5, "big")] };
}

const ITEM =
  "- apiVersion: v1\n  kind: Service\n  metadata:\n    name: web\n  spec:\n    ports:\n    - port: 80\n";
const JOB = "- apiVersion: batch/v1beta1\n  kind: CronJob\n  metadata:\n    name: last\n";

function longList(): Planted {
  const count = Math.floor(LARGE / ITEM.length);
  const text = `apiVersion: v1\nkind: List\nitems:\n${ITEM.repeat(count)}${JOB}`;
  return { text, findings: [finding(4 + 7 * count, "last")] };
}

function manyDocuments(): Planted {
  const document = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n---\n";
  const count = Math.floor(LARGE / document.length);
  const text = `${document.repeat(count)}apiVersion: batch/v1beta1\nkind: CronJob\nmetadata:\n  name: last\n`;
  return { text, findings: [finding(5 * count + 1, "last")] };
}

function oneLine(): Planted {
  const service = { apiVersion: "v1", kind: "Service", metadata: { name: "web" } };
  const job = { apiVersion: "batch/v1beta1", kind: "CronJob", metadata: { name: "last" } };
  const count = Math.floor(LARGE / JSON.stringify(service).length);
  const items = [...Array.from({ length: count }, () => service), job];
  const text = JSON.stringify({ apiVersion: "v1", kind: "List", items });
  return { text, findings: [finding(1, "last")] };
}
