import { maxKubeletLag } from "../../../knowledge/skew.ts";
import { minorNumber, minorOf } from "../../../model/version.ts";
import type { Between, Constraint, Part, Verdict } from "../search/instance.ts";
import { endOf, type ServerWay } from "./pool-parts.ts";

const RECORDS = ["skew/kube-proxy", "skew/kube-proxy-old"];

const SERVER: Constraint = {
  id: "skew/kube-proxy",
  words:
    "kube-proxy is never newer than its API server, and three minors behind at most (two below 1.25)",
  records: RECORDS,
};

const KUBELET: Constraint = {
  id: "skew/kube-proxy-kubelet",
  words: "kube-proxy is within three minors of the kubelet on its node (two below 1.25)",
  records: ["skew/kube-proxy-kubelet", "skew/kube-proxy-kubelet-old"],
};

const MOVED: Constraint = {
  id: "target/kube-proxy",
  words: "kube-proxy is to end at the version of the control plane",
  records: [],
};

const KEPT: Constraint = {
  id: "keep/kube-proxy",
  words: "target.addons says keep for kube-proxy",
  records: [],
};

/** kube-proxy where somebody has to move it: it goes to versions of the control plane's way (record skew/kube-proxy). */
export function kubeProxyPart(runs: string, wish: string | undefined, way: ServerWay): Part {
  const versions = [runs, ...way];
  const isThere = minorNumber(runs) >= minorNumber(endOf(way));
  const keep: Verdict = {
    name: KEPT.id,
    constraint: KEPT,
    relaxation: { kind: "let-move", addon: "kube-proxy" },
  };
  const goes = wish !== undefined && wish !== "keep";
  return {
    subject: { kind: "addon", addon: "kube-proxy", part: "whole", mesh: false },
    weight: 1,
    versions,
    edges: versions.flatMap((older, from) =>
      way.flatMap((newer, index) => {
        const to = index + 1;
        const isUp = to > from && minorNumber(newer) > minorNumber(older);
        const verdicts = from === 0 && wish === "keep" ? [keep] : [];
        return isUp ? [{ from, to, risk: 0, age: way.length - to, verdicts }] : [];
      }),
    ),
    beside: way.map((server) => versions.map((proxy) => besideServer(proxy, server))),
    goal: versions.map((_, index) =>
      goes && index < way.length && !(index === 0 && isThere)
        ? { name: MOVED.id, constraint: MOVED }
        : undefined,
    ),
    follows: false,
  };
}

function besideServer(proxy: string, server: string): Verdict | undefined {
  const behind = minorNumber(server) - minorNumber(proxy);
  if (behind >= 0 && behind <= maxKubeletLag(proxy)) return undefined;
  return { name: `${SERVER.id}/${minorOf(proxy)}/${minorOf(server)}`, constraint: SERVER };
}

/** What holds between kube-proxy and the kubelets of a pool. */
export function besideKubelets(proxy: Part, pool: Part): Pick<Between, "always" | "atEnd"> {
  const always = proxy.versions.map((older) =>
    pool.versions.map((kubelet) => {
      const apart = Math.abs(minorNumber(older) - minorNumber(kubelet));
      if (apart <= maxKubeletLag(older)) return undefined;
      return { name: `${KUBELET.id}/${minorOf(older)}/${minorOf(kubelet)}`, constraint: KUBELET };
    }),
  );
  return { always, atEnd: [] };
}
