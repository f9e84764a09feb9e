import type { Facts } from "../../knowledge/knowledge.ts";
import type { AcceptRisk } from "../../model/rollout.ts";
import type { Parts, SeenAddon } from "./parts/addon-parts.ts";
import type { Accepts } from "./parts/addon-verdict.ts";
import { besideKubelets, kubeProxyPart } from "./parts/kube-proxy-part.ts";
import {
  poolParts,
  selfDrivenPart,
  separatePoolParts,
  type LagRule,
  type ServerWay,
} from "./parts/pool-parts.ts";
import { providerPart } from "./parts/provider-part.ts";
import { seenAddons } from "./parts/seen-addons.ts";
import { wishedParts } from "./parts/wishes.ts";
import type { PathRequest } from "./path.ts";
import type { Instance } from "./search/instance.ts";
import type { StartingPoint } from "./starting-point.ts";

/** Providers that bring kube-proxy along with the control plane or the nodes: it is no hop of ours there. */
export const MOVE_KUBE_PROXY: ReadonlySet<string> = new Set([
  "gke",
  "aks",
  "openshift",
  "kubeadm",
  "cluster-api",
]);

export interface Built {
  readonly instance: Instance;
  readonly addons: readonly SeenAddon[];
  readonly notes: readonly string[];
}

/** What is searched for one cluster. Pools that are alike move `together` as one part, or are counted `apart`. */
export function buildInstance(
  request: PathRequest,
  start: StartingPoint,
  way: ServerWay,
  pools: "together" | "apart",
): Built {
  const { snapshot, target, provider, facts } = request;
  const accepts = acceptedBy(request);
  const seen = seenAddons(snapshot, facts);
  const rule: LagRule = { provider: nodeRule(facts, provider) };
  const limits = providerPart(facts, provider, way, snapshot.observedAtMs, accepts);
  const addons = seen.addons.map((addon) =>
    wishedParts(facts, addon, target.addons?.[addon.name], way, accepts),
  );
  const nodes = (pools === "together" ? poolParts : separatePoolParts)(start.pools, way, rule);
  const proxy = MOVE_KUBE_PROXY.has(provider) ? undefined : seen.kubeProxy;
  const proxies =
    proxy === undefined ? [] : [kubeProxyPart(proxy, target.addons?.["kube-proxy"], way)];
  const withNodes: Parts = {
    parts: [...proxies, ...nodes],
    // Two that are each near enough to the API server are near enough to each other.
    between: proxies
      .filter(({ beside }) => beside[0]?.[0] !== undefined)
      .flatMap((part) =>
        nodes.map((pool, index) => ({
          first: 0,
          second: index + 1,
          ...besideKubelets(part, pool),
        })),
      ),
  };
  const fixed = [limits.part, ...start.selfDriven.map((pool) => selfDrivenPart(pool, way, rule))];
  const all = joined([{ parts: fixed, between: [] }, ...addons, withNodes]);
  return {
    instance: { places: way.length, ...all },
    addons: seen.addons,
    notes: [...seen.notes, ...limits.notes],
  };
}

/** A name that is accepted covers what begins with it: all minors of `AddonUntested/cilium@1.17`. */
function acceptedBy({ accepted, snapshot }: PathRequest): Accepts {
  const today = new Date(snapshot.observedAtMs).toISOString().slice(0, 10);
  const names = accepted.filter(({ until }) => until >= today).map(({ name }: AcceptRisk) => name);
  return (risk) => names.find((name) => risk === name || risk.startsWith(`${name}/`));
}

/** What the provider says of its nodes, where it says anything. */
function nodeRule(facts: Facts, provider: string): LagRule["provider"] {
  return facts
    .skew()
    .find((record) => record.provider === provider && record.component.includes("node"));
}

function joined(pieces: readonly Parts[]): Parts {
  return pieces.reduce<Parts>(
    (before, { parts, between }) => ({
      parts: [...before.parts, ...parts],
      between: [
        ...before.between,
        ...between.map((each) => ({
          ...each,
          first: each.first + before.parts.length,
          second: each.second + before.parts.length,
        })),
      ],
    }),
    { parts: [], between: [] },
  );
}
