import { shortHash } from "../model/hash.ts";
import type { ApprovalView } from "../report/approval-view.ts";
import { roughTime } from "../report/time-words.ts";
import type { ChannelView } from "../server/routes/channels.ts";
import type { FleetSummary } from "../server/routes/fleets.ts";
import type { PlanSummary } from "../server/plan-store.ts";
import type { UpgradeView } from "../server/upgrade-view.ts";
import type { FleetCluster, RolloutSummary } from "../server/views.ts";
import type { Look } from "./render/output.ts";

/** How `get` shows each kind. `nowMs` is the fleet's clock, for ages. */
export const fleetLook: Look<FleetSummary> = {
  kind: "fleets",
  name: ({ name }) => name,
  columns: [
    { title: "name", value: ({ name }) => name },
    { title: "clusters", value: ({ clusters }) => String(clusters) },
  ],
};

export const clusterLook = (nowMs: number): Look<FleetCluster> => ({
  kind: "clusters",
  name: ({ name }) => name,
  columns: [
    { title: "name", value: ({ name }) => name },
    { title: "fleet", value: ({ fleet }) => fleet },
    { title: "version", value: ({ version }) => version },
    { title: "rollout", value: ({ rollout }) => rollout ?? "" },
    { title: "stage", value: ({ stage }) => stage ?? "" },
    { title: "status", value: ({ status }) => status ?? "" },
    { title: "seen", value: ({ observedAtMs }) => age(observedAtMs, nowMs) },
    { title: "provider", value: ({ provider }) => provider, wide: true },
    { title: "member", value: ({ member }) => member, wide: true },
    { title: "labels", value: ({ labels }) => labelWords(labels), wide: true },
    { title: "reason", value: ({ reason }) => reason, wide: true },
  ],
});

export const rolloutLook = (nowMs: number): Look<RolloutSummary> => ({
  kind: "rollouts",
  name: ({ name }) => name,
  columns: [
    { title: "name", value: ({ name }) => name },
    { title: "fleet", value: ({ fleet }) => fleet },
    { title: "phase", value: ({ phase, paused }) => (paused === undefined ? phase : "paused") },
    { title: "stage", value: stageWords },
    { title: "done", value: (rollout) => `${total(rollout, "done")}/${total(rollout, "total")}` },
    { title: "running", value: (rollout) => String(total(rollout, "running")) },
    { title: "failed", value: (rollout) => String(total(rollout, "failed")) },
    { title: "plan", value: ({ plan }) => shortHash(plan) },
    { title: "age", value: ({ plannedAtMs }) => age(plannedAtMs, nowMs).replace(" ago", "") },
    {
      title: "reason",
      value: ({ waitsFor: [next], reason }) => next?.words ?? reason,
      wide: true,
    },
  ],
});

export const upgradeLook: Look<UpgradeView> = {
  kind: "upgrades",
  name: ({ name }) => name,
  columns: [
    { title: "rollout", value: ({ rollout }) => rollout },
    { title: "cluster", value: ({ cluster }) => cluster },
    { title: "attempt", value: ({ attempt }) => String(attempt) },
    { title: "status", value: ({ status }) => status },
    {
      title: "took",
      value: ({ startedAtMs, endedAtMs }) =>
        endedAtMs === undefined ? "" : roughTime(endedAtMs - startedAtMs),
    },
    { title: "reason", value: ({ reason }) => reason },
  ],
};

export const approvalLook = (nowMs: number): Look<ApprovalView> => ({
  kind: "approvals",
  name: ({ name }) => name,
  columns: [
    { title: "rollout", value: ({ rollout }) => rollout },
    { title: "stage", value: ({ stage }) => stage },
    { title: "roles", value: ({ roles }) => roles.join(",") },
    { title: "given", value: ({ given, quorum }) => `${given.length}/${quorum}` },
    { title: "plan", value: ({ plan }) => shortHash(plan) },
    { title: "asked", value: ({ askedAtMs }) => age(askedAtMs, nowMs) },
    {
      title: "expires",
      value: ({ expiresAtMs }) =>
        expiresAtMs === undefined ? "" : `in ${roughTime(expiresAtMs - nowMs)}`,
    },
    { title: "task", value: ({ task }) => task, wide: true },
    { title: "by", value: ({ given }) => given.map(({ actor }) => actor).join(","), wide: true },
    { title: "reason", value: ({ reason }) => reason, wide: true },
  ],
});

export const channelLook = (nowMs: number): Look<ChannelView> => ({
  kind: "channels",
  name: ({ name }) => name,
  columns: [
    { title: "name", value: ({ name }) => name },
    { title: "kind", value: ({ kind }) => kind },
    { title: "for", value: ({ audiences }) => audiences.join(",") },
    {
      title: "state",
      value: ({ state, failingSinceMs }) =>
        failingSinceMs === undefined ? state : `${state} for ${roughTime(nowMs - failingSinceMs)}`,
    },
    { title: "sent", value: ({ sent }) => String(sent) },
    { title: "last", value: ({ lastSentAtMs }) => age(lastSentAtMs, nowMs) },
    { title: "pending", value: ({ pending }) => String(pending) },
    { title: "error", value: ({ error }) => error ?? "" },
    {
      title: "retry",
      value: ({ retryAtMs }) =>
        retryAtMs === undefined ? "" : `in ${roughTime(Math.max(0, retryAtMs - nowMs))}`,
      wide: true,
    },
  ],
});

export const planLook = (nowMs: number): Look<PlanSummary> => ({
  kind: "plans",
  name: ({ hash }) => shortHash(hash),
  columns: [
    { title: "name", value: ({ hash }) => shortHash(hash) },
    { title: "rollout", value: ({ rollout }) => rollout },
    { title: "clusters", value: ({ clusters }) => String(clusters) },
    { title: "age", value: ({ plannedAtMs }) => age(plannedAtMs, nowMs).replace(" ago", "") },
    { title: "hash", value: ({ hash }) => hash, wide: true },
  ],
});

function age(atMs: number | undefined, nowMs: number): string {
  return atMs === undefined ? "" : `${roughTime(nowMs - atMs)} ago`;
}

function labelWords(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

function stageWords({ stages }: RolloutSummary): string {
  const open = stages.find(({ phase }) => phase === "open" || phase === "failed");
  return open?.name ?? "";
}

function total({ stages }: RolloutSummary, field: "done" | "total" | "running" | "failed"): number {
  return stages.reduce((sum, stage) => sum + stage[field], 0);
}
