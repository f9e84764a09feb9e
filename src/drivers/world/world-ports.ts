import type { Member } from "../../model/fleet.ts";
import type { AddonMove } from "../../ports/addon-port.ts";
import type { MemberPorts } from "../../ports/connect.ts";
import { PortError } from "../../ports/port-error.ts";
import type { Answers, Requests } from "../../world/requests.ts";
import type { DoorKind, WorldDoor } from "./world-door.ts";

/** They keep nothing, so that those of one cluster are made once for each door. */
const made = new WeakMap<WorldDoor, Map<string, MemberPorts>>();

/** The ports of one member of a simulated fleet, through whichever door. */
export function worldPorts(door: WorldDoor, member: Member): MemberPorts {
  const cluster = clusterOf(member);
  const ofDoor = made.get(door) ?? new Map<string, MemberPorts>();
  made.set(door, ofDoor);
  const ports = ofDoor.get(cluster) ?? makePorts(door, cluster);
  ofDoor.set(cluster, ports);
  return ports;
}

function makePorts(door: WorldDoor, cluster: string): MemberPorts {
  const ask = async <Kind extends DoorKind>(
    kind: Kind,
    request: Requests[Kind],
  ): Promise<Answers[Kind]> => {
    const answer = await door.ask(cluster, kind, request);
    if (answer.kind === "error") throw new PortError(answer.class, answer.message);
    return answer.value;
  };
  return {
    provider: {
      observe: () => ask("observe", {}),
      // Field by field: callers may hand over more than is asked for, and the world's API is strict.
      startControlPlaneUpgrade: ({ to, token }) => ask("startControlPlaneUpgrade", { to, token }),
      startPoolUpgrade: ({ pool, to, token }) => ask("startPoolUpgrade", { pool, to, token }),
      ensureNodes: ({ pool, version, count, token }) =>
        ask("ensureNodes", { pool, version, count, token }),
      removeNode: ({ pool, node, token }) => ask("removeNode", { pool, node, token }),
    },
    cluster: {
      identity: () => ask("identity", {}),
      readiness: () => ask("readiness", {}).catch(notReady),
      nodes: () => ask("nodes", {}),
      pods: (filter = {}) => ask("pods", filter),
      budgets: () => ask("budgets", {}),
      workloads: () => ask("workloads", {}),
      avoid: async (node, on) => void (await ask("avoid", { node, on })),
      cordon: (node, owner) => ask("cordon", { node, owner }),
      uncordon: async (node, owner) => void (await ask("uncordon", { node, owner })),
      attachments: () => ask("attachments", {}),
      quarantine: async (node, { owner, reason, atMs, tries }) =>
        void (await ask("quarantine", { node, mark: { owner, reason, atMs, tries } })),
      release: async (node, owner) => void (await ask("release", { node, owner })),
      evict: ({ namespace, name, uid }) => ask("evict", { namespace, name, uid }),
      deletePod: async ({ namespace, name, uid }) =>
        void (await ask("deletePod", { namespace, name, uid })),
    },
    addons: {
      observe: async (addon) => (await ask("observeAddon", { addon })) ?? undefined,
      upgradeCrds: ({ addon, to, owner }) => ask("upgradeCrds", { addon, to, owner }),
      upgrade: (move) => ask("upgradeAddon", addonMove(move)),
      rollBack: (move) => ask("rollBackAddon", addonMove(move)),
    },
    backups: {
      list: () => ask("listBackups", {}),
      begin: ({ token, owner }) => ask("beginBackup", { token, owner }),
      find: async (token) =>
        (await ask("listBackups", {})).find((backup) => backup.token === token),
      beginProof: ({ backup }) => ask("proveBackup", { backup }),
      restore: ({ backup, token }) => ask("restoreBackup", { backup, token }),
      findRestore: async (token) => (await ask("findRestore", { token })) ?? undefined,
    },
    reader: {
      list: (target) => ask("readList", target),
      get: ({ resource, group, path }) => ask("readObject", { resource, group, path }),
      text: ({ resource, group, path }) => ask("readText", { resource, group, path }),
      // Its socket has no certificates.
      servingCertificateEndsAtMs: () => Promise.resolve(undefined),
    },
  };
}

function addonMove({ addon, part, to, workloads, owner }: AddonMove): Requests["upgradeAddon"] {
  return { addon, part, to, owner, ...(workloads !== undefined && { workloads }) };
}

function clusterOf({ name, provider }: Member): string {
  if (provider.kind === "world") return provider.cluster ?? name;
  throw new PortError(
    "terminal",
    `member ${name} has the provider ${provider.kind}, which is not of a simulated world`,
  );
}

function notReady(error: unknown): Answers["readiness"] {
  if (error instanceof PortError && error.class === "transient") {
    return { ready: false, message: error.message };
  }
  throw error;
}
