/**
 * The rules of a way written down a second time, as simply as they can be said, and tried out by
 * going through every state there is. Nothing of the planner is used here.
 */

export interface SmallAddon {
  readonly name: string;
  /** As its versions 1.0, 1.1, ... are known: the Kubernetes minors of each, and whether others were only untried. */
  readonly rows: readonly {
    readonly from: number;
    readonly to: number;
    readonly tested: boolean;
  }[];
  /** Index of the version that runs. */
  readonly runs: number;
  readonly minorsAtOnce: number | undefined;
  readonly wish: "free" | "keep" | "latest" | number;
  /** Index of the version that its proxies run, if it is a mesh with proxies. */
  readonly proxies: number | undefined;
}

export interface SmallCase {
  readonly from: number;
  readonly to: number;
  /** The oldest kubelet's minor of each pool. */
  readonly pools: readonly number[];
  readonly addons: readonly SmallAddon[];
  readonly kubeProxy: number | undefined;
  /** How far the provider lets nodes be behind, if it is stricter. */
  readonly nodeLag: number | undefined;
  readonly accepted: ReadonlySet<string>;
}

/** Which rules hold, by the names that the planner gives them. */
export type Holds = (constraint: string) => boolean;

export interface SmallState {
  readonly server: number;
  readonly pools: readonly number[];
  readonly addons: readonly { readonly at: number; readonly proxies: number | undefined }[];
  readonly kubeProxy: number | undefined;
}

export function firstState({ from, pools, addons, kubeProxy }: SmallCase): SmallState {
  return {
    server: from,
    pools,
    addons: addons.map(({ runs, proxies }) => ({ at: runs, proxies })),
    kubeProxy,
  };
}

/** Every state that one hop leads to. */
export function nextStates(
  given: SmallCase,
  state: SmallState,
  holds: Holds,
): readonly SmallState[] {
  const found: SmallState[] = [];
  if (state.server < given.to) found.push({ ...state, server: state.server + 1 });
  for (const [index, at] of state.pools.entries()) {
    for (let to = Math.max(at + 1, given.from); to <= given.to; to += 1) {
      found.push({ ...state, pools: state.pools.with(index, to) });
    }
  }
  for (const [index, addon] of given.addons.entries()) {
    const now = state.addons[index];
    if (now === undefined) continue;
    for (let to = now.at + 1; to < addon.rows.length; to += 1) {
      const far = addon.minorsAtOnce !== undefined && to - now.at > addon.minorsAtOnce;
      if (far && holds(`steps/${addon.name}`)) continue;
      if (addon.wish === "keep" && now.at === addon.runs && holds(`keep/${addon.name}`)) continue;
      found.push({ ...state, addons: state.addons.with(index, { ...now, at: to }) });
    }
    if (now.proxies === undefined) continue;
    for (let to = now.proxies + 1; to < addon.rows.length; to += 1) {
      if (to < addon.runs) continue;
      found.push({ ...state, addons: state.addons.with(index, { ...now, proxies: to }) });
    }
  }
  if (state.kubeProxy !== undefined) {
    for (let to = Math.max(state.kubeProxy + 1, given.from); to <= given.to; to += 1) {
      found.push({ ...state, kubeProxy: to });
    }
  }
  const before = wrongs(given, state, holds);
  return found.filter((next) =>
    [...wrongs(given, next, holds)].every((wrong) => before.has(wrong)),
  );
}

/** All that is not as it should be in one state; a hop may bring about none of it. */
function wrongs(given: SmallCase, state: SmallState, holds: Holds): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [index, kubelet] of state.pools.entries()) {
    const name = `node pool ${poolName(index)}`;
    if (kubelet > state.server && holds("skew/kubelet-newer")) found.add(`${name} ahead`);
    const most = Math.min(lagOf(kubelet), given.nodeLag ?? 9);
    const behind = state.server - kubelet;
    if (behind > most && holds(`skew/${name}`)) found.add(`${name} ${kubelet} ${state.server}`);
    const proxy = state.kubeProxy;
    if (proxy === undefined) continue;
    if (Math.abs(proxy - kubelet) > lagOf(proxy) && holds("skew/kube-proxy-kubelet")) {
      found.add(`${name} ${kubelet} kube-proxy ${proxy}`);
    }
  }
  if (state.kubeProxy !== undefined && holds("skew/kube-proxy")) {
    const behind = state.server - state.kubeProxy;
    if (behind < 0 || behind > lagOf(state.kubeProxy)) {
      found.add(`kube-proxy ${state.kubeProxy} ${state.server}`);
    }
  }
  for (const [index, addon] of given.addons.entries()) {
    const now = state.addons[index];
    const row = addon.rows[now?.at ?? -1];
    if (now === undefined || row === undefined) continue;
    const risk = riskOf(addon, now.at, state.server);
    if (
      risk !== undefined &&
      !given.accepted.has(risk) &&
      holds(`addon/${addon.name}@1.${now.at}`)
    ) {
      found.add(risk);
    }
    if (now.proxies === undefined || !holds(`proxies/${addon.name}`)) continue;
    if (now.proxies > now.at || now.at - now.proxies > 1) {
      found.add(`proxies ${addon.name} ${now.at} ${now.proxies}`);
    }
  }
  return found;
}

/** The name of the risk of a version beside a minor; undefined where it is supported. */
export function riskOf(addon: SmallAddon, version: number, server: number): string | undefined {
  const row = addon.rows[version];
  if (row === undefined || (server >= row.from && server <= row.to)) return undefined;
  const kind = row.tested ? "AddonUntested" : "AddonIncompatible";
  return `${kind}/${addon.name}@1.${version}/1.${server}`;
}

export function poolName(index: number): string {
  return `pool-${index}`;
}

const lagOf = (kubelet: number): number => (kubelet >= 25 ? 3 : 2);

/** Whether a way may end here; of `latest` only that it is compatible. */
export function mayEnd(given: SmallCase, state: SmallState, holds: Holds): boolean {
  const isAt = state.server === given.to;
  const pools = state.pools.every(
    (kubelet, index) => kubelet === given.to || !holds(`target/node pool ${poolName(index)}`),
  );
  const addons = given.addons.every((addon, index) => {
    const now = state.addons[index];
    const isWished =
      typeof addon.wish !== "number" || now?.at === addon.wish || !holds(`target/${addon.name}`);
    const follows =
      now?.proxies === undefined ||
      now.at === addon.runs ||
      now.proxies === now.at ||
      !holds(`proxies/${addon.name}/end`);
    return isWished && follows;
  });
  return isAt && pools && addons;
}

/** Fewest hops, by going through all states in rings; undefined when no end is reached. */
export function fewestHops(given: SmallCase, holds: Holds = () => true): number | undefined {
  const [nearest] = endsOf(given, holds);
  return nearest?.hops;
}

/** Every state in which a way may end, nearest first. */
export function endsOf(
  given: SmallCase,
  holds: Holds = () => true,
): readonly { readonly state: SmallState; readonly hops: number }[] {
  const start = firstState(given);
  const seen = new Set([JSON.stringify(start)]);
  const ends: { readonly state: SmallState; readonly hops: number }[] = [];
  let ring: readonly SmallState[] = [start];
  for (let hops = 0; ring.length > 0; hops += 1) {
    for (const state of ring) if (mayEnd(given, state, holds)) ends.push({ state, hops });
    const next: SmallState[] = [];
    for (const state of ring) {
      for (const each of nextStates(given, state, holds)) {
        const key = JSON.stringify(each);
        if (seen.has(key)) continue;
        seen.add(key);
        next.push(each);
      }
    }
    ring = next;
  }
  return ends;
}

/** The case with `latest` made a version: the newest supported or else accepted one that is reached. */
export function withLatest(given: SmallCase): SmallCase {
  return given.addons.reduce((before, addon, index) => {
    if (addon.wish !== "latest") return before;
    const newestFirst = [...addon.rows.keys()]
      .toReversed()
      .filter((version) => version >= addon.runs);
    const supported = newestFirst.filter(
      (version) => riskOf(addon, version, given.to) === undefined,
    );
    const accepted = newestFirst.filter((version) =>
      given.accepted.has(String(riskOf(addon, version, given.to))),
    );
    const fits = [...supported, ...accepted];
    const to = (wish: SmallAddon["wish"]): SmallCase => ({
      ...before,
      addons: before.addons.with(index, { ...addon, wish }),
    });
    // Alone, because what the others wish for is no business of this one.
    const alone = (version: number): SmallCase => ({
      ...given,
      pools: [],
      kubeProxy: undefined,
      addons: [{ ...addon, wish: version }],
    });
    const reached = fits.find((version) => fewestHops(alone(version)) !== undefined);
    return to(reached ?? fits[0] ?? "free");
  }, given);
}

/** In how many orders the fewest hops go, ring by ring: a state is reached in as many as all before it together. */
export function countOrders(given: SmallCase): { readonly hops: number; readonly orders: bigint } {
  const everything = (): boolean => true;
  let ring = new Map([
    [JSON.stringify(firstState(given)), { state: firstState(given), orders: 1n }],
  ]);
  for (let hops = 0; ring.size > 0; hops += 1) {
    const ends = [...ring.values()].filter(({ state }) => mayEnd(given, state, everything));
    if (ends.length > 0)
      return { hops, orders: ends.reduce((sum, { orders }) => sum + orders, 0n) };
    const next: typeof ring = new Map();
    for (const { state, orders } of ring.values()) {
      for (const each of nextStates(given, state, everything)) {
        const key = JSON.stringify(each);
        next.set(key, { state: each, orders: orders + (next.get(key)?.orders ?? 0n) });
      }
    }
    ring = next;
  }
  return { hops: 0, orders: 0n };
}
