import { existsSync } from "node:fs";
import type { Member } from "../model/fleet.ts";
import type { Clock } from "../platform/clock.ts";
import type { Connect, MemberPorts } from "../ports/connect.ts";
import { noAddons } from "../ports/no-addons.ts";
import { PortError } from "../ports/port-error.ts";
import { openMemberApi, openReadOnlyMember } from "./kubernetes/open-member-api.ts";
import { clusterFolder } from "./lab/cluster-folder.ts";
import { labBackups } from "./lab/backup/lab-backups.ts";
import { labProvider } from "./lab/lab-provider.ts";
import { prometheusMetrics } from "./prometheus/prometheus-metrics.ts";
import { connectWorldSocket } from "./world/world-socket.ts";

/** Where the members of each kind of provider are to be found; a kind that is left out has none here. */
export interface Outsides {
  readonly world?: {
    /** The socket of a world that runs as a process of its own (`worldSocket`). */
    readonly socket: string;
  };
  readonly lab?: {
    /** The folder of all lab clusters (`labRoot`). */
    readonly root: string;
    readonly clock: Clock;
  };
}

/** Opens the driver that a member's provider names. What is missing is told with what to start. */
export function createConnect(outsides: Outsides): Connect {
  const connect = connectByProvider(outsides);
  return async (member) => {
    const ports = await connect(member);
    return member.metrics === undefined
      ? ports
      : { ...ports, metrics: prometheusMetrics(member.metrics.prometheus) };
  };
}

function connectByProvider({ world, lab }: Outsides): Connect {
  const inWorld = world && worldConnect(world.socket);
  return async (member) => {
    const { provider } = member;
    switch (provider.kind) {
      case "world":
        if (inWorld === undefined)
          throw notHere(member, "a simulated world", "fleetlift up --world FILE");
        return inWorld(member);
      case "lab": {
        const cluster = provider.cluster ?? member.name;
        const start = `fleetlift lab up ${cluster}`;
        if (lab === undefined) throw notHere(member, "the lab", start);
        return labPorts(member, cluster, start, lab);
      }
      case "eks":
      case "gke":
      case "aks":
      case "cluster-api":
      case "openshift":
      case "kubeadm":
        return openReadOnlyMember(member);
    }
  };
}

/** One client for all members: it holds no more than its idle connections. */
function worldConnect(socket: string): Connect {
  const client = connectWorldSocket(socket);
  return async (member) => {
    if (existsSync(socket)) return client.connect(member);
    // A world that is being restarted comes back, and went on in the meantime.
    throw new PortError(
      "transient",
      `member ${member.name} is in a simulated world, and none is served at ${socket}: start it with fleetlift up --world FILE`,
    );
  };
}

async function labPorts(
  member: Member,
  cluster: string,
  start: string,
  { root, clock }: NonNullable<Outsides["lab"]>,
): Promise<MemberPorts> {
  const { kubeconfig } = clusterFolder(root, cluster);
  if (!existsSync(kubeconfig)) {
    throw new PortError(
      "terminal",
      `member ${member.name} is the lab cluster ${cluster}, which is not there: ${start}`,
    );
  }
  return {
    addons: noAddons("lab"),
    provider: labProvider({ lab: root, cluster, clock }),
    backups: labBackups({ lab: root, cluster, clock }),
    ...(await openMemberApi({ kubeconfig, ...member.access })),
  };
}

function notHere({ name }: Member, where: string, start: string): PortError {
  return new PortError(
    "terminal",
    `member ${name} is in ${where}, and this server was started without one: ${start}`,
  );
}
