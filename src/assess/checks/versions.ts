import { apiServersAllowed, kubeletAllowed, kubeletLag } from "../../knowledge/skew.ts";
import { compareVersions, minorNumber, minorOf } from "../../model/version.ts";
import { itemsOf, type AssessContext, type Check, type Draft } from "../check.ts";
import { isSelfMade } from "./capacity.ts";
import { noHop } from "./no-hop.ts";

/** A node and its kubelet, in a pool that the provider or we move, or in none. */
interface Kubelet {
  readonly node: string;
  readonly version: string;
  readonly isPooled: boolean;
}

function kubeletsOf({ snapshot, parts }: AssessContext): readonly Kubelet[] {
  const pooled = snapshot.pools.flatMap(({ nodes }) =>
    nodes.flatMap(({ name, kubeletVersion }) =>
      kubeletVersion === undefined ? [] : [{ node: name, version: kubeletVersion, isPooled: true }],
    ),
  );
  const known = new Set(pooled.map(({ node }) => node));
  const others = itemsOf(parts.nodes).flatMap(({ name, kubeletVersion }) =>
    known.has(name) || kubeletVersion === ""
      ? []
      : [{ node: name, version: kubeletVersion, isPooled: false }],
  );
  return [...pooled, ...others];
}

export const kubeletSkew: Check = {
  name: "kubelet-skew",
  sees: "kubelets newer than the API server, too far behind it, or too far behind after a hop that nobody makes for them",
  levels: ["Blocks"],
  peers: ["eksup K8S001"],
  reads: [],
  find: (context) => {
    const { from, hops } = context;
    return kubeletsOf(context).flatMap(({ node, version, isPooled }): readonly Draft[] => {
      const isAllowed = kubeletAllowed(version, from);
      const ways = isPooled ? [] : hops;
      const hop = isAllowed ? ways.find((minor) => !kubeletAllowed(version, minor)) : undefined;
      if (isAllowed && hop === undefined) return [];
      const isAhead = kubeletLag(version, from) < 0;
      return [
        {
          level: "Blocks",
          object: `Node ${node}`,
          evidence: [`kubelet ${version}, API server ${from}`],
          why: isAhead
            ? "a kubelet must never be newer than the API server that it talks to"
            : `a kubelet of ${minorOf(version)} must not talk to an API server of ${hop ?? minorOf(from)}`,
          help: isAhead
            ? `bring the control plane to ${minorOf(version)} first, or replace the node with one of ${from}`
            : `replace the node with one of ${from} first`,
          hop,
          breaking: true,
        },
      ];
    });
  },
};

export const apiServerVersions: Check = {
  name: "api-server-versions",
  sees: "API servers of different versions: an upgrade that was begun and not ended",
  levels: ["Blocks", "Needs a decision"],
  peers: [],
  reads: [],
  find: ({ snapshot }) => {
    const versions = snapshot.controlPlane.servers.map(({ version }) => version);
    const ordered = [...new Set(versions)].toSorted(compareVersions);
    const [oldest, newest] = [ordered[0], ordered.at(-1)];
    if (oldest === undefined || newest === undefined || oldest === newest) return [];
    const isAllowed = apiServersAllowed(oldest, newest);
    return [
      {
        level: isAllowed ? "Needs a decision" : "Blocks",
        object: "control plane",
        evidence: snapshot.controlPlane.servers.map(
          ({ name, version }) => `API server ${name} runs ${version}`,
        ),
        why: isAllowed
          ? "an upgrade seems to be under way; only what both versions allow is allowed meanwhile"
          : "the API servers of one control plane must be within one minor of each other",
        help: `bring all API servers to ${newest} first`,
        breaking: !isAllowed,
      },
    ];
  },
};

export const targetVersion: Check = {
  name: "target-version",
  sees: "a target below what runs, or minors on the way that the provider does not offer",
  levels: ["Blocks", "Not checked"],
  peers: [],
  reads: [],
  notHere: ({ target }) =>
    target.kubernetes === undefined ? "no version is asked for" : undefined,
  find: ({ snapshot, from, to, hops }) => {
    if (minorNumber(to) < minorNumber(from) || compareVersions(to, from) < 0) {
      return [
        {
          level: "Blocks",
          object: "control plane",
          evidence: [`it runs ${from}`],
          why: `${to} is older than ${from}, and no downgrade is ever a hop`,
          help: `choose ${minorOf(from)} or a later version as the target`,
        },
      ];
    }
    const offered = new Set(snapshot.available.map(minorOf));
    if (offered.size === 0 && hops.length > 0) {
      return [
        {
          level: "Not checked",
          object: "versions on offer",
          evidence: [],
          why: "the provider does not say which versions can be had",
          help: "look them up at the provider before the upgrade starts",
        },
      ];
    }
    const [first, ...more] = hops.filter((minor) => !offered.has(minor));
    if (first === undefined) return [];
    const last = more.at(-1);
    return [
      {
        level: "Blocks",
        object: `Kubernetes ${first}`,
        evidence: [
          `on offer: ${snapshot.available.join(", ")}`,
          ...(last === undefined ? [] : [`not offered: ${first} to ${last}`]),
        ],
        why: `no ${first} is offered, and the control plane passes every minor on its way`,
        help: `wait until the provider offers a ${first}, or choose a target below it`,
        hop: first,
      },
    ];
  },
};

export const kubeProxySkew: Check = {
  name: "kube-proxy-skew",
  sees: "a kube-proxy newer than the API server, or further behind it or the kubelets than is allowed, now or after a hop",
  levels: ["Blocks", "Needs a decision"],
  peers: ["eksup K8S011"],
  reads: ["addons"],
  find: (context) => {
    const { from, parts, movedAddons = [] } = context;
    // What the way moves in time is too old for no hop of it.
    const hops = movedAddons.includes("kube-proxy") ? [] : context.hops;
    const proxies = itemsOf(parts.addons).filter(({ name }) => /^kube-proxy(-|$)/.test(name));
    return proxies.flatMap(({ version, others, namespace, evidence }): readonly Draft[] => {
      const versions = [version, ...others];
      // The policy gives kube-proxy the same room as the kubelet, on both sides.
      const wrong = versions.find((each) => !kubeletAllowed(each, from));
      const hop = hops.find((minor) => versions.some((each) => !kubeletAllowed(each, minor)));
      if (wrong === undefined && hop === undefined) return [];
      const isAhead = wrong !== undefined && kubeletLag(wrong, from) < 0;
      return [
        {
          level: wrong === undefined ? "Needs a decision" : "Blocks",
          object: `DaemonSet ${namespace}/kube-proxy`,
          evidence,
          why: isAhead
            ? `kube-proxy ${wrong} is newer than the API server ${from}`
            : `kube-proxy ${version} is too far behind an API server of ${wrong === undefined ? String(hop) : minorOf(from)}`,
          help: `bring kube-proxy to ${minorOf(from)} first, and to each node's version when its nodes are replaced`,
          hop: wrong === undefined ? hop : undefined,
          breaking: wrong !== undefined,
        },
      ];
    });
  },
};

export const nodesWithoutPool: Check = {
  name: "node-without-pool",
  sees: "nodes that belong to no pool of the provider: nobody brings them to the target",
  levels: ["Needs a decision"],
  peers: [],
  reads: ["nodes"],
  ofDrain: true,
  notHere: noHop,
  find: ({ snapshot, parts }) => {
    const pooled = new Set(snapshot.pools.flatMap(({ nodes }) => nodes.map(({ name }) => name)));
    // Nodes that are replaced by what made them have a check of their own.
    return itemsOf(parts.nodes)
      .filter((node) => !pooled.has(node.name) && node.controlPlane !== true && !isSelfMade(node))
      .map(({ name, kubeletVersion, provisioner }) => ({
        level: "Needs a decision" as const,
        object: `Node ${name}`,
        evidence: [
          `kubelet ${kubeletVersion}${provisioner === undefined ? "" : `, made by ${provisioner}`}`,
        ],
        why: "it is in no pool that is rolled, so it stays at its version while the rest moves",
        help:
          provisioner === undefined
            ? "replace it by hand, or add it to a pool"
            : `let ${provisioner} replace it: raise the version or image in its settings after the control plane moved`,
      }));
  },
};
