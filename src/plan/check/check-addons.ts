import type { Facts } from "../../knowledge/knowledge.ts";
import { kubeletAllowed } from "../../knowledge/skew.ts";
import { addonName } from "../../model/hop-name.ts";
import type { Hop } from "../../model/plan.ts";
import { stepRule } from "../path/parts/addon-parts.ts";
import { compareAddons, knownVersions, minorsMoved } from "../path/parts/addon-versions.ts";
import type { addonRisks } from "./addon-compatible.ts";
import { broken, type BrokenRule, type Where } from "./broken-rule.ts";
import type { ReplayAddon, ReplayStart } from "./replay-start.ts";

/** What holds for the add-ons of all clusters, and for those of one. */
export interface AddonRules {
  readonly facts: Facts;
  readonly riskOf: ReturnType<typeof addonRisks>;
  /** Whether somebody accepted a risk for this cluster. */
  readonly accepts: (risk: string) => boolean;
  /** Whether kube-proxy is ours to move here. */
  readonly movesKubeProxy: boolean;
}

type Addons = ReadonlyMap<string, ReplayAddon>;
type AddonHop = Extract<Hop, { component: "addon" }>;

/**
 * Goes through the hops of a cluster with its add-ons: P21 each moves from where it stands, P22 none
 * comes where it must not be (I3), P23 proxies stay within reach. What is so before anything moved is
 * nothing that the plan does: it may stay until one of the two moves.
 */
export function replayAddons(
  cluster: string,
  start: ReplayStart,
  hops: readonly Hop[],
  rules: AddonRules,
): readonly BrokenRule[] {
  const found: BrokenRule[] = [];
  const addons = new Map(start.addons);
  let { server } = start;
  let known = new Set(wrongIn(addons, server, rules).map(({ name }) => name));
  for (const [index, hop] of hops.entries()) {
    const where = { cluster, hop: index + 1 };
    if (hop.component === "control-plane") server = hop.to;
    else if (hop.component === "addon") {
      found.push(...move(addons, hop, rules).map((why) => broken("P21", where, why)));
    }
    const wrong = wrongIn(addons, server, rules);
    const begun = wrong.filter(({ name }) => !known.has(name));
    found.push(...begun.map(({ rule, why, help }) => broken(rule, where, why, help)));
    known = new Set(wrong.map(({ name }) => name));
  }
  return [...found, ...leftBehind({ cluster }, start.addons, addons)];
}

/** Moves an add-on, and says what is wrong with that. */
function move(
  addons: Map<string, ReplayAddon>,
  { addon, part, from, to }: AddonHop,
  { facts }: AddonRules,
): readonly string[] {
  const name = addonName(addon, part);
  const stands = addons.get(name);
  if (stands === undefined) return [`${name} is not there`];
  addons.set(name, { ...stands, version: to });
  if (stands.version !== from) return [`${name} stands at ${stands.version}, not at ${from}`];
  if (compareAddons(to, from) <= 0) return [`${name} does not go up from ${from} to ${to}`];
  const rule = stands.isProxies ? undefined : stepRule(facts, stands.known);
  const minors = minorsMoved(from, to, knownVersions(facts, stands.known));
  if (rule === undefined || minors <= rule.minors) return [];
  return [`${name} may move ${rule.minors} minor at a time, not from ${from} to ${to}`];
}

interface Wrong {
  readonly rule: "P22" | "P23";
  /** The same for the same two versions: what is so already is not begun anew. */
  readonly name: string;
  readonly why: string;
  readonly help?: { readonly help: string };
}

function wrongIn(addons: Addons, server: string, rules: AddonRules): readonly Wrong[] {
  return [...addons.values()].flatMap((addon): readonly Wrong[] => {
    if (addon.addon === "kube-proxy") return kubeProxyWrong(addon, server, rules);
    if (addon.isProxies) return proxiesWrong(addon, addons, rules);
    const risk = rules.riskOf(addon, server);
    if (risk === undefined || rules.accepts(risk.name)) return [];
    const help = `move ${addon.addon} first, or accept the risk by name in spec.acceptRisks: ${risk.name}`;
    return [{ rule: "P22", name: risk.name, why: risk.words, help: { help } }];
  });
}

/** Like a kubelet: never newer than the API server, and not too far behind (record skew/kube-proxy). */
function kubeProxyWrong(
  { version }: ReplayAddon,
  server: string,
  { movesKubeProxy }: AddonRules,
): readonly Wrong[] {
  if (!movesKubeProxy || kubeletAllowed(version, server)) return [];
  const why = `kube-proxy runs ${version} under API servers of ${server}`;
  return [{ rule: "P23", name: why, why }];
}

/** One minor behind their control plane at most, and never ahead (records addon-rules/NAME/proxies). */
function proxiesWrong(
  { addon, known, version }: ReplayAddon,
  addons: Addons,
  { facts }: AddonRules,
): readonly Wrong[] {
  const mesh = meshOf(addons, addon);
  return mesh.flatMap((server) => {
    const behind = minorsMoved(version, server.version, knownVersions(facts, known));
    if (compareAddons(version, server.version) <= 0 && behind <= 1) return [];
    const why = `proxies of ${addon} run ${version} under its control plane of ${server.version}`;
    return [{ rule: "P23", name: why, why }];
  });
}

/** P23: where a mesh's control plane moved, its proxies end with it. */
function leftBehind(where: Where, before: Addons, after: Addons): readonly BrokenRule[] {
  return [...after.values()].flatMap(({ addon, isProxies, version }) => {
    if (!isProxies) return [];
    const [old] = meshOf(before, addon);
    const left = meshOf(after, addon).filter(
      (server) => server.version !== old?.version && compareAddons(version, server.version) !== 0,
    );
    return left.map((server) =>
      broken(
        "P23",
        where,
        `proxies of ${addon} end at ${version}, its control plane at ${server.version}`,
      ),
    );
  });
}

function meshOf(addons: Addons, name: string): readonly ReplayAddon[] {
  return [...addons.values()].filter(({ addon, isProxies }) => addon === name && !isProxies);
}
