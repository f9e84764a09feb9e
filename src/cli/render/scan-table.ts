import type { ScanFinding } from "../../assess/scan/scan-finding.ts";
import type { ScanReport } from "../scan/scan-report.ts";
import { inOneLine, objectWords, placeWords } from "./scan-words.ts";
import { renderTable, type Column } from "./table.ts";

const columns: readonly Column<ScanFinding>[] = [
  { title: "problem", value: ({ problem }) => problem },
  { title: "certainty", value: ({ certainty }) => certainty },
  { title: "place", value: (each) => inOneLine(placeWords(each)) },
  { title: "api version", value: ({ apiVersion }) => inOneLine(apiVersion) },
  { title: "kind", value: ({ kind }) => inOneLine(kind) },
  { title: "object", value: (each) => inOneLine(objectWords(each)) },
  { title: "deprecated", value: ({ deprecatedIn }) => deprecatedIn ?? "" },
  { title: "removed", value: ({ removedIn }) => removedIn ?? "" },
  { title: "replacement", value: ({ replacement }) => replacement ?? "" },
  { title: "since", value: ({ replacementSince }) => replacementSince ?? "" },
  {
    title: "record",
    value: ({ record, origin }) =>
      origin === undefined ? record : `${record} (${inOneLine(origin.from)})`,
  },
];

/** Every finding in one line, then what was not read, each in one line: for eyes and for grep. */
export function renderScanTable({ findings, unread }: ScanReport): string {
  const found = findings.length === 0 ? "" : renderTable(columns, findings);
  if (unread.length === 0) return found;
  const table = renderTable(
    [
      { title: "not read", value: (each) => inOneLine(placeWords(each)) },
      { title: "why", value: ({ reason }) => inOneLine(reason) },
      { title: "help", value: ({ help }) => inOneLine(help) },
    ],
    unread,
  );
  return found === "" ? table : `${found}\n${table}`;
}
