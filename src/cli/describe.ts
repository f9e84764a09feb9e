import { contentHash } from "../model/hash.ts";
import type { Plan } from "../model/plan.ts";
import { planReport } from "../plan/report/plan-report.ts";
import { renderPlan } from "../plan/report/render-plan.ts";
import type {
  ClusterView,
  RolloutView,
  RolloutWait,
  StageView,
  StepView,
} from "../report/rollout-view.ts";
import { isoTime, roughTime } from "../report/time-words.ts";
import type { ExplanationAnswer } from "../server/routes/clusters.ts";
import type { Status } from "../server/routes/status.ts";
import type { ApiClient } from "./api-client.ts";
import { wordOf, worstFirst } from "./render/cluster-word.ts";
import { renderTable, type Column } from "./render/table.ts";
import { watchFrame } from "./render/watch-frame.ts";

/** Everything about one object, for people. */
export async function describe(api: ApiClient, kind: string, name: string): Promise<string> {
  const at = encodeURIComponent(name);
  switch (kind) {
    case "rollout": {
      const { clock } = await api.get<Status>("/status");
      return describeRollout(await api.get<RolloutView>(`/rollouts/${at}`), clock.nowMs);
    }
    case "cluster": {
      const explanation = await api.get<ExplanationAnswer>(`/clusters/${at}/explanation`);
      if (explanation.rollout === "") return `${explanation.text}\n`;
      const rollout = encodeURIComponent(explanation.rollout);
      const view = await api.get<RolloutView>(`/rollouts/${rollout}`);
      return describeCluster(explanation.text, view, name);
    }
    default: {
      const plan = await api.get<Plan>(`/plans/${at}`);
      return renderPlan(planReport(plan, contentHash(plan)));
    }
  }
}

/** Lines of the head of the live picture that stand above its clusters. */
const WIDE = 200;

export function describeRollout(view: RolloutView, nowMs: number): string {
  const { waitsFor } = view;
  const [head = ""] = watchFrame(view, nowMs, { rows: 1, columns: WIDE });
  return [
    `${head}\n`,
    `Fleet ${view.fleet}   plan ${view.plan}\n`,
    `Planned ${isoTime(view.plannedAtMs)}   last told ${isoTime(view.toldAtMs)}: ${view.reason}\n`,
    waitsFor.length === 0 ? "" : `\nWAITS FOR\n${indent(waitsFor.map(waitLine).join(""))}`,
    `\nSTAGES\n${indent(renderTable(stageColumns, view.stages))}`,
    `\nCLUSTERS\n${indent(renderTable(clusterColumns, worstFirst(view.clusters)))}`,
  ].join("");
}

function waitLine({ words, who, needsPerson }: RolloutWait): string {
  const by = who === undefined ? "" : `; who can end it: ${who}`;
  return `${words}${by}${needsPerson ? " (needs somebody)" : ""}\n`;
}

export function describeCluster(explanation: string, view: RolloutView, name: string): string {
  const cluster = view.clusters.find((entry) => entry.name === name);
  if (cluster === undefined) return `${explanation}\n`;
  const { from, to, member, stage, attempt } = cluster;
  return [
    `${explanation}\n`,
    `\nRollout ${view.name}, stage ${stage}, member ${member}, attempt ${attempt}, ${from} to ${to}\n`,
    `\nSTEPS\n${indent(renderTable(stepColumns, cluster.steps))}`,
  ].join("");
}

const stageColumns: readonly Column<StageView>[] = [
  { title: "name", value: ({ name }) => name },
  { title: "phase", value: ({ phase, paused }) => (paused === undefined ? phase : "paused") },
  { title: "done", value: ({ done, total }) => `${done} of ${total}` },
  { title: "running", value: (stage) => `${stage.running} of ${stage.maxConcurrency}` },
  { title: "failed", value: (stage) => `${stage.failed}, ${stage.maxAllowedFailures} allowed` },
  { title: "skipped", value: ({ skipped }) => String(skipped) },
  { title: "waiting", value: ({ waiting }) => String(waiting) },
];

const clusterColumns: readonly Column<ClusterView>[] = [
  { title: "name", value: ({ name }) => name },
  { title: "stage", value: ({ stage }) => stage },
  { title: "status", value: wordOf },
  { title: "step", value: ({ stepsDone, stepCount }) => `${stepsDone} of ${stepCount}` },
  { title: "from", value: ({ from }) => from },
  { title: "to", value: ({ to }) => to },
  { title: "reason", value: ({ reason }) => reason },
];

const stepColumns: readonly Column<StepView>[] = [
  { title: "id", value: ({ id }) => id },
  { title: "status", value: ({ status }) => status },
  {
    title: "took",
    value: ({ startedAtMs, endedAtMs }) =>
      startedAtMs === undefined || endedAtMs === undefined
        ? ""
        : roughTime(endedAtMs - startedAtMs),
  },
  { title: "title", value: ({ title }) => title },
  { title: "last words", value: ({ reason }) => reason },
];

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "  ");
}
