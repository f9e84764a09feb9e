import type { RestoreView } from "../../../ports/backup-port.ts";
import type { StartAnswer } from "../../../ports/provider-port.ts";
import { asked, type LabCluster } from "../cluster-file.ts";
import type { Reached } from "../reached-file.ts";
import type { LabBackup, Taken } from "./backup-file.ts";

/** What a request for a restore comes to: the answer, and the cluster as it is wanted from now on. */
export interface RestoreDecided {
  readonly answer: StartAnswer;
  readonly next?: LabCluster;
}

export interface RestoreRequest {
  readonly token: string;
  /** As it was asked for; `found` is what there is of that name. */
  readonly id: string;
  readonly found: LabBackup | undefined;
}

/** Where the restore of a token stands; undefined when it was never asked for. */
export function restoreStanding(
  wanted: LabCluster,
  reached: Reached,
  token: string,
): RestoreView | undefined {
  const { restores = [] } = wanted;
  const restore = restores.find((one) => one.token === token);
  if (restore === undefined) return undefined;
  const number = restores.indexOf(restore) + 1;
  const { backup } = restore;
  const atMs = reached.restoredAtMs?.[String(number)];
  if (atMs !== undefined) return { kind: "restored", backup, atMs };
  if (number < restores.length) {
    return { kind: "failed", backup, why: "another restore was asked for before it was done" };
  }
  if (reached.generation === wanted.generation && reached.problem !== "") {
    return { kind: "failed", backup, why: reached.problem };
  }
  const step =
    (reached.restored ?? 0) < number
      ? "the control plane is stopped, and etcd replaced"
      : "etcd is what was backed up, and the control plane starts in the version of then";
  return { kind: "restoring", backup, step };
}

/** Whether the cluster goes back, and how it is wanted then: versions and nodes of the backup. */
export function decideRestore(
  wanted: LabCluster,
  reached: Reached,
  request: RestoreRequest,
  installed: readonly string[],
): RestoreDecided {
  const { token, id, found } = request;
  const { restores = [] } = wanted;
  const before = restoreStanding(wanted, reached, token);
  if (before?.kind === "restored") return { answer: { kind: "alreadyThere" } };
  if (before?.kind === "restoring") return { answer: { kind: "alreadyRunning" } };
  const last = restores.at(-1);
  const busy = last && restoreStanding(wanted, reached, last.token);
  if (last !== undefined && busy?.kind === "restoring") {
    return { answer: { kind: "busy", with: `the restore of ${last.backup}` } };
  }
  const taken = provedOr(id, found);
  if (typeof taken === "string") return { answer: { kind: "refused", why: taken } };
  const missing = releasesOf(taken.cluster).filter((release) => !installed.includes(release));
  if (missing.length > 0) {
    const why = `Kubernetes ${missing.join(", ")} is not installed in the lab: fleetlift lab install ${missing.join(" ")}`;
    return { answer: { kind: "refused", why } };
  }
  const isLast = last !== undefined && last.token === token;
  const { kubernetes, etcd, pools, nodes, leaving } = taken.cluster;
  const next = asked(wanted, {
    kubernetes,
    etcd,
    pools,
    nodes,
    leaving,
    // One that failed is tried again under its own number: its etcd may be there already.
    restores: isLast ? restores : [...restores, { token, backup: id }],
  });
  return { answer: { kind: "accepted" }, next };
}

/** The snapshot of a proved backup; why there is none, in words. */
function provedOr(id: string, backup: LabBackup | undefined): Taken | string {
  if (backup === undefined) return `there is no backup ${id}`;
  const { taken, failed, proof } = backup;
  if (taken === undefined)
    return `backup ${id} is not whole: ${failed ?? "it is still being taken"}`;
  if (proof?.passed !== undefined) return taken;
  const why = proof?.failed?.why ?? "no proof of it has ended";
  return `backup ${id} is not proved: ${why}`;
}

function releasesOf({ kubernetes, nodes }: LabCluster): readonly string[] {
  return [...new Set([kubernetes, ...nodes.map(({ kubelet }) => kubelet)])];
}
