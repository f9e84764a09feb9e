import type { ClusterView, RolloutView } from "../../report/rollout-view.ts";
import { roughTime } from "../../report/time-words.ts";
import type { Ledger, Tally } from "../../world/ledger.ts";
import type { ClusterStatus } from "../../world/world-status.ts";
import { renderTable, type Column } from "./table.ts";

interface Row {
  readonly cluster: ClusterView;
  readonly status: ClusterStatus | undefined;
  readonly ledger: Ledger | undefined;
}

/** What came of the demo: every cluster as it really is in the world, how long it took, and what was moved. */
export function renderDemoReport(
  view: RolloutView,
  statuses: readonly ClusterStatus[],
  ledgers: Readonly<Record<string, Ledger>>,
): string {
  const rows = view.clusters.map((cluster) => ({
    cluster,
    status: statuses.find(({ name }) => name === cluster.name),
    ledger: ledgers[cluster.name],
  }));
  return `${renderTable(columns, rows)}\n${summary(view, rows)}`;
}

const columns: readonly Column<Row>[] = [
  { title: "cluster", value: ({ cluster }) => cluster.name },
  { title: "stage", value: ({ cluster }) => cluster.stage },
  { title: "from", value: ({ cluster }) => cluster.from },
  { title: "now", value: ({ status }) => status?.version ?? "unknown" },
  { title: "status", value: ({ cluster }) => cluster.status },
  { title: "took", value: ({ cluster }) => tookWords(cluster) },
  { title: "new nodes", value: ({ ledger }) => String(sum(ledger?.nodesAdded)) },
  { title: "pods moved", value: ({ ledger }) => String(sum(ledger?.evictions)) },
  { title: "pods lost", value: ({ ledger }) => String(sum(ledger?.podsLost)) },
  { title: "budgets broken", value: ({ ledger }) => String(ledger?.budgetViolations.length ?? 0) },
];

function summary(view: RolloutView, rows: readonly Row[]): string {
  const there = rows.filter(({ cluster, status }) => status?.version === cluster.to).length;
  const target = [...new Set(rows.map(({ cluster }) => cluster.to))].join(", ");
  const { startedAtMs, endedAtMs } = view;
  const took =
    startedAtMs === undefined || endedAtMs === undefined
      ? ""
      : ` in ${roughTime(endedAtMs - startedAtMs)} of the fleet's time`;
  return `${there} of ${rows.length} clusters are at ${target}${took}.\n`;
}

function tookWords({ startedAtMs, endedAtMs }: ClusterView): string {
  return startedAtMs === undefined || endedAtMs === undefined
    ? ""
    : roughTime(endedAtMs - startedAtMs);
}

function sum(tally: Tally | undefined): number {
  return Object.values(tally ?? {}).reduce((total, count) => total + count, 0);
}
