import { minorNumber } from "../../model/version.ts";
import type { VolumeFacts } from "../../model/cluster-facts.ts";
import { itemsOf, type AssessContext, type Check, type Draft } from "../check.ts";

const objectOf = ({ name, claim }: VolumeFacts): string =>
  claim === undefined ? `PersistentVolume ${name}` : `PersistentVolumeClaim ${claim}`;

const userOf = ({ workload }: VolumeFacts): string =>
  workload === undefined ? "" : `, used by ${workload}`;

export const localVolume: Check = {
  name: "local-volume",
  sees: "volumes that live on one node: who uses them cannot move, and a replaced node takes them with it",
  levels: ["Blocks", "Will disturb"],
  peers: [],
  reads: ["volumes"],
  ofDrain: true,
  find: ({ parts, strategy }) =>
    itemsOf(parts.volumes)
      .filter(({ hosts, claim }) => hosts.length > 0 && claim !== undefined)
      .map((volume) => {
        const stays = strategy === "in-place";
        return {
          level: stays ? "Will disturb" : "Blocks",
          object: objectOf(volume),
          evidence: [
            `volume ${volume.name} (${volume.plugin}) is on ${volume.hosts.join(", ")}${userOf(volume)}`,
          ],
          why: stays
            ? "its pod waits until its node is back"
            : "its pod finds no other node, and when the node is replaced its data is gone",
          help: stays
            ? "plan for the time, or let a replica on another node serve meanwhile"
            : "move the data, keep replicas elsewhere and accept the loss, or upgrade in place",
        };
      }),
};

export const volumeZone: Check = {
  name: "volume-zone",
  sees: "volumes of a zone that has no node, or only one, to run who uses them",
  levels: ["Blocks", "Will disturb"],
  peers: [],
  reads: ["volumes", "nodes"],
  ofDrain: true,
  find: ({ parts }) => {
    const nodes = itemsOf(parts.nodes).filter(
      ({ ready, unschedulable }) => ready && !unschedulable,
    );
    return itemsOf(parts.volumes).flatMap((volume): readonly Draft[] => {
      if (volume.zones.length === 0 || volume.claim === undefined) return [];
      const able = nodes.filter(({ zone }) => volume.zones.includes(zone));
      if (able.length > 1) return [];
      const zones = volume.zones.join(", ");
      const [only] = able;
      const evidence = [
        `volume ${volume.name} is in ${zones}${userOf(volume)}; nodes there that take pods: ${only?.name ?? "none"}`,
      ];
      const object = objectOf(volume);
      if (only === undefined) {
        const why = "no node can run who uses it, before or after";
        return [{ level: "Blocks", object, evidence, why, help: `add a node in ${zones}` }];
      }
      const why = `when ${only.name} is drained, no other node of its zone can take its pod`;
      const help = `add a second node in ${zones}, or let the node that is added first be in ${zones}`;
      return [{ level: "Will disturb", object, evidence, why, help }];
    });
  },
};

interface InTree {
  readonly plugin: string;
  /** The driver that takes over; none where the plugin went without one. */
  readonly driver?: string;
  /** The first minor that needs the driver, or has no plugin. */
  readonly minor: string;
}

/**
 * When plugins in the tree of Kubernetes handed over to CSI drivers for good, or went (Kubernetes
 * documentation, "Volumes"; the feature gates CSIMigration*, whose last stage is the one that
 * cannot be turned off any more).
 */
const IN_TREE: readonly InTree[] = [
  { plugin: "awsElasticBlockStore", driver: "ebs.csi.aws.com", minor: "1.25" },
  { plugin: "gcePersistentDisk", driver: "pd.csi.storage.gke.io", minor: "1.25" },
  { plugin: "azureDisk", driver: "disk.csi.azure.com", minor: "1.24" },
  { plugin: "azureFile", driver: "file.csi.azure.com", minor: "1.26" },
  { plugin: "cinder", driver: "cinder.csi.openstack.org", minor: "1.24" },
  { plugin: "vsphereVolume", driver: "csi.vsphere.vmware.com", minor: "1.26" },
  { plugin: "portworxVolume", driver: "pxd.portworx.com", minor: "1.33" },
  { plugin: "glusterfs", minor: "1.26" },
  { plugin: "rbd", minor: "1.31" },
  { plugin: "cephfs", minor: "1.31" },
  { plugin: "storageos", minor: "1.25" },
  { plugin: "quobyte", minor: "1.25" },
  { plugin: "flocker", minor: "1.25" },
];

export const inTreeVolume: Check = {
  name: "in-tree-volume",
  sees: "volumes of plugins inside Kubernetes which a hop hands to a CSI driver that is not installed, or removes",
  levels: ["Blocks", "Needs a decision"],
  peers: ["eksup K8S010"],
  reads: ["volumes", "csiDrivers"],
  find: (context) => {
    const drivers = new Set(itemsOf(context.parts.csiDrivers));
    return itemsOf(context.parts.volumes).flatMap((volume): readonly Draft[] => {
      const known = IN_TREE.find(({ plugin }) => plugin === volume.plugin);
      if (known === undefined || (known.driver !== undefined && drivers.has(known.driver))) {
        return [];
      }
      const minor = handover(known, context);
      const isNear = minorNumber(minor) <= minorNumber(context.to);
      const isPast = minorNumber(minor) <= minorNumber(context.from);
      const { driver } = known;
      return [
        {
          level: isNear ? "Blocks" : "Needs a decision",
          object: objectOf(volume),
          evidence: [
            `volume ${volume.name} is of the plugin ${volume.plugin}${userOf(volume)}; ${driver === undefined ? "no driver takes it over" : `CSIDriver ${driver} is not installed`}`,
          ],
          why: `from ${minor} on ${driver === undefined ? "Kubernetes has no such plugin" : `only ${driver} can attach it`}`,
          help:
            driver === undefined
              ? "move the data to a volume of a CSI driver"
              : `install the driver ${driver} before the control plane moves`,
          hop: isPast ? undefined : minor,
          breaking: isNear,
        },
      ];
    });
  },
};

/** EKS hands its disks to the driver earlier than Kubernetes itself. */
function handover({ plugin, minor }: InTree, { provider, facts }: AssessContext): string {
  if (provider !== "eks" || plugin !== "awsElasticBlockStore") return minor;
  const record = facts.behaviours().find(({ id }) => id === "behaviours/csi-migration-aws");
  return record?.minor ?? minor;
}
