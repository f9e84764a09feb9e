import { moveByOther } from "./addon-requests.ts";
import { isRestoring } from "./backups.ts";
import { draw, drawMs } from "./draw.ts";
import type { Fault } from "./fault.ts";
import { activeFaults, isTarget } from "./faults.ts";
import { oldestServerVersion } from "./versions.ts";
import type { ClusterState, ControlPlaneUpgrade } from "./world-state.ts";

const LEAST_MS = 360_000;
const MOST_MS = 720_000;
/** An API server is away this long while it is replaced. */
const DOWN_MS = 20_000;
/** Nothing moves before this part of the time: the provider checks and prepares. */
const PREPARING = 0.25;
const FLIPPING = 0.6;
const SOMEBODY = "somebody else";

/** Starts to move the control plane; whether it may is the caller's to ask. */
export function startUpgrade(cluster: ClusterState, to: string, by: string): ClusterState {
  const { nowMs, controlPlane, ledger } = cluster;
  const from = oldestServerVersion(cluster);
  const upgrade = upgradePlan(cluster, to, by);
  return {
    ...cluster,
    controlPlane: { ...controlPlane, upgrade, failure: "" },
    ledger: {
      ...ledger,
      controlPlaneUpgrades: [...ledger.controlPlaneUpgrades, { atMs: nowMs, from, to, by }],
    },
  };
}

/** One API server after the other, within 6 to 12 minutes, or as much longer as the cloud is slow. */
function upgradePlan(cluster: ClusterState, to: string, by: string): ControlPlaneUpgrade {
  const { nowMs, seed, controlPlane } = cluster;
  const slow = activeFaults(cluster, "SlowControlPlane").reduce((x, { factor }) => x * factor, 1);
  const lastsMs = Math.round(drawMs(LEAST_MS, MOST_MS, seed, "control-plane", to, nowMs) * slow);
  const { servers } = controlPlane;
  const gap = FLIPPING / servers.length;
  const flips = servers.map((server, at) => {
    const share = PREPARING + gap * (at + 0.5 + draw(seed, "flip", server.name, to) / 2);
    const atMs = nowMs + Math.round((lastsMs * share) / 1_000) * 1_000;
    return { server: server.name, downAtMs: atMs - DOWN_MS, atMs };
  });
  const checkedAtMs = nowMs + Math.round((lastsMs * PREPARING) / 2_000) * 1_000;
  return { to, by, checkedAtMs, flips, endsAtMs: nowMs + lastsMs };
}

/** Lets API servers flip whose time has come, and the upgrade end or fail. */
export function settleControlPlane(cluster: ClusterState): ClusterState {
  const { nowMs, controlPlane } = cluster;
  const { upgrade } = controlPlane;
  if (upgrade === undefined) return cluster;
  const failure = failureOf(cluster, upgrade);
  if (failure !== "") {
    return { ...cluster, controlPlane: { ...controlPlane, upgrade: undefined, failure } };
  }
  const flipped = new Set(upgrade.flips.filter((f) => f.atMs <= nowMs).map((f) => f.server));
  const servers = controlPlane.servers.map((server) =>
    flipped.has(server.name) ? { ...server, version: upgrade.to } : server,
  );
  const ended = upgrade.endsAtMs <= nowMs;
  return {
    ...cluster,
    controlPlane: { ...controlPlane, servers, upgrade: ended ? undefined : upgrade },
  };
}

function failureOf(cluster: ClusterState, upgrade: ControlPlaneUpgrade): string {
  const moved = upgrade.flips.some((flip) => flip.atMs <= cluster.nowMs);
  if (cluster.nowMs < upgrade.checkedAtMs || moved) return "";
  const fault = activeFaults(cluster, "ControlPlaneUpgradeFails").find(
    ({ to }) => to === undefined || isTarget(upgrade.to, to),
  );
  if (fault === undefined) return "";
  return fault.reason ?? `the upgrade to ${upgrade.to} failed and was taken back`;
}

/** Lets somebody else's upgrade begin, if nothing moves the control plane already. */
export function beginForeignUpgrades(cluster: ClusterState): ClusterState {
  const due = cluster.faults.filter((state) => !state.begun && state.fromMs <= cluster.nowMs);
  if (due.length === 0) return cluster;
  const begun: ClusterState = {
    ...cluster,
    faults: cluster.faults.map((state) =>
      due.includes(state) ? { ...state, begun: true } : state,
    ),
  };
  return due.reduce((after, { fault }) => beginForeign(after, fault), begun);
}

function beginForeign(cluster: ClusterState, fault: Fault): ClusterState {
  switch (fault.kind) {
    case "ForeignUpgrade":
      return cluster.controlPlane.upgrade === undefined
        ? startUpgrade(cluster, fault.to, fault.by ?? SOMEBODY)
        : cluster;
    case "ForeignAddonUpgrade":
      return moveByOther(cluster, fault, fault.by ?? SOMEBODY);
    default:
      return cluster;
  }
}

/** Whether any API server answers. */
export function isApiUp(cluster: ClusterState): boolean {
  if (activeFaults(cluster, "ApiDown").length > 0 || isRestoring(cluster)) return false;
  const { servers, upgrade } = cluster.controlPlane;
  const down = (upgrade?.flips ?? []).filter(
    (flip) => flip.downAtMs <= cluster.nowMs && cluster.nowMs < flip.atMs,
  );
  return down.length < servers.length;
}
