import type { BehaviourRecord } from "../../knowledge/records.ts";
import { itemsOf, type AssessContext, type Check, type Draft } from "../check.ts";
import { objectOf } from "./workload-words.ts";

/** The record of a change, where it is on the way. */
function changeOnTheWay({ facts, hops }: AssessContext, name: string): BehaviourRecord | undefined {
  const record = facts.behaviours().find(({ id }) => id === `behaviours/${name}`);
  return record !== undefined && hops.includes(record.minor) ? record : undefined;
}

const notOnTheWay =
  (name: string) =>
  (context: AssessContext): string | undefined =>
    changeOnTheWay(context, name) === undefined
      ? `the hop that changes it is not on the way from ${context.from} to ${context.to}`
      : undefined;

export const dockerSocket: Check = {
  name: "docker-socket",
  sees: "workloads that mount the socket of Docker, which a hop takes from the nodes",
  levels: ["Blocks", "Not checked"],
  peers: ["eksup K8S008"],
  reads: ["workloads"],
  notHere: notOnTheWay("dockershim"),
  find: (context) => {
    const record = changeOnTheWay(context, "dockershim");
    const found = itemsOf(context.parts.workloads).filter((each) => each.dockerSocket !== false);
    return found.map(({ dockerSocket: mounts, owner, ...workload }): Draft => {
      const isSeen = mounts === true;
      return {
        level: isSeen ? "Blocks" : "Not checked",
        object: objectOf(workload),
        evidence: isSeen ? ["its pods mount docker.sock"] : [],
        why: isSeen
          ? "no Docker listens there any more"
          : "whether its pods mount docker.sock was not looked at",
        help: "use the socket of the node's runtime, or what needs none (buildkit, kaniko)",
        hop: record?.minor,
        breaking: isSeen,
        owner,
        records: record === undefined ? [] : [record],
      };
    });
  },
};

export const kubeProxyMode: Check = {
  name: "kube-proxy-ipvs",
  sees: "kube-proxy in the mode ipvs, which is deprecated on the way",
  levels: ["Needs a decision", "Not checked"],
  peers: ["eksup K8S012"],
  reads: ["addons"],
  notHere: notOnTheWay("ipvs"),
  find: (context) => {
    const record = changeOnTheWay(context, "ipvs");
    const records = record === undefined ? [] : [record];
    const proxies = itemsOf(context.parts.addons).filter(({ name }) => name === "kube-proxy");
    return proxies.flatMap(({ namespace, mode }): readonly Draft[] => {
      if (mode !== undefined && mode !== "ipvs") return [];
      return [
        {
          level: mode === undefined ? "Not checked" : "Needs a decision",
          object: `DaemonSet ${namespace}/kube-proxy`,
          evidence: mode === undefined ? [] : ["its mode is ipvs"],
          why:
            mode === undefined
              ? "its mode was not read, and the mode ipvs is deprecated"
              : "it warns from this hop on; a later minor turns it off, then removes it",
          help: `see its mode: kubectl get configmap -n ${namespace} kube-proxy -o yaml; nftables and iptables stay`,
          hop: record?.minor,
          records,
        },
      ];
    });
  },
};
