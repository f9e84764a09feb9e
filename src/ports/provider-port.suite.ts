import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { OURSELVES, type ProviderPort, type ProviderView } from "./provider-port.ts";
import { type Patience, until } from "./until.suite.ts";

/**
 * A cluster for this suite alone: no upgrade is running, nothing is cordoned. It is left upgraded
 * by one minor.
 */
export interface ProviderFixture extends Patience {
  readonly provider: ProviderPort;
  /** A pool of dialect `weRoll` with two nodes or more, at the control plane's version. */
  readonly weRollPool: string;
  /** A pool of dialect `providerRolls`, where the provider has such pools. */
  readonly providerRollsPool?: string;
  /** A version of the next minor, and one of the minor after that, both to be had. */
  readonly next: string;
  readonly afterNext: string;
  /** A version of the minor before the control plane's own. */
  readonly older: string;
  /** A port for a member that does not exist, where one can be opened. */
  readonly nobody?: ProviderPort;
  close(): Promise<void>;
}

/**
 * What every ProviderPort keeps to. The tests build on each other, because on a real provider a new
 * cluster for each would take hours: nodes first, then the control plane, then the pools.
 */
export function providerPortSuite(
  name: string,
  { open }: { readonly open: () => Promise<ProviderFixture> },
): void {
  describe(`ProviderPort: ${name}`, () => {
    let hands: Hands;

    beforeAll(async () => {
      hands = handsFor(await open());
    });
    afterAll(() => hands.fixture.close());

    for (const [title, test] of Object.entries(tests)) {
      it(title, (context) => test(hands, context));
    }
  });
}

type Hands = ReturnType<typeof handsFor>;

/** What the tests get at the cluster with. */
function handsFor(fixture: ProviderFixture) {
  const { provider } = fixture;
  const see = (holds: (view: ProviderView) => boolean): Promise<ProviderView> =>
    until(fixture, () => provider.observe(), holds);
  const poolOf = (view: ProviderView, pool: string) => {
    const found = view.pools.find((one) => one.name === pool);
    if (found === undefined) throw new Error(`no pool ${pool} in ${JSON.stringify(view.pools)}`);
    return found;
  };
  const kindOf = async (answer: Promise<{ readonly kind: string }>) => (await answer).kind;
  const start = (to: string) => provider.startControlPlaneUpgrade({ to, token: `to-${to}` });
  const ensure = (version: string, count: number, pool = fixture.weRollPool) =>
    provider.ensureNodes({ pool, version, count, token: `${pool}-${version}-${count}` });
  const remove = (node: string) =>
    provider.removeNode({ pool: fixture.weRollPool, node, token: `remove-${node}` });
  return { fixture, provider, see, poolOf, kindOf, start, ensure, remove };
}

type Test = (hands: Hands, context: TestContext) => Promise<void>;

const tests: Readonly<Record<string, Test>> = {
  "shows every API server, pool and node with its version": async ({
    fixture,
    provider,
    poolOf,
  }) => {
    const view = await provider.observe();
    expect(view.status).toBe("active");
    expect(view.servers.map((server) => server.version)).toContain(view.controlPlaneVersion);
    expect(view.available).toEqual(expect.arrayContaining([fixture.next, fixture.afterNext]));
    const pool = poolOf(view, fixture.weRollPool);
    expect(pool.dialect).toBe("weRoll");
    expect(pool.nodes).toHaveLength(pool.size);
    for (const node of pool.nodes) {
      expect(node).toMatchObject({ kubeletVersion: view.controlPlaneVersion, ready: true });
    }
  },

  "answers alreadyThere for the version that the control plane has": async ({
    provider,
    start,
  }) => {
    const { controlPlaneVersion } = await provider.observe();
    expect(await start(controlPlaneVersion)).toEqual({ kind: "alreadyThere" });
  },

  "refuses to skip a minor, with words, and moves nothing": async ({
    fixture,
    provider,
    start,
  }) => {
    const before = await provider.observe();
    const answer = await start(fixture.afterNext);
    expect(answer).toMatchObject({ kind: "refused" });
    expect(answer.kind === "refused" && answer.why).not.toBe("");
    expect(await provider.observe()).toEqual(before);
  },

  "refuses to go back a minor, and moves nothing": async ({ fixture, provider, start }) => {
    const before = await provider.observe();
    expect(await start(fixture.older)).toMatchObject({ kind: "refused" });
    expect(await provider.observe()).toEqual(before);
  },

  "adds nodes up to the count, and none again for the same count or a lower one": async ({
    fixture,
    provider,
    see,
    poolOf,
    ensure,
  }) => {
    const before = await provider.observe();
    const version = before.controlPlaneVersion;
    const { size, nodes } = poolOf(before, fixture.weRollPool);
    expect(await ensure(version, size)).toEqual({ kind: "alreadyThere" });
    expect(await ensure(version, size + 1)).toEqual({ kind: "accepted" });
    // Those still joining count.
    expect(await ensure(version, size + 1)).toEqual({ kind: "alreadyThere" });
    const after = await see((view) => {
      const pool = poolOf(view, fixture.weRollPool);
      return pool.nodes.length > size && pool.nodes.every((node) => node.ready);
    });
    const pool = poolOf(after, fixture.weRollPool);
    expect(pool.nodes).toHaveLength(size + 1);
    expect(pool.nodes.map((node) => node.name)).toEqual(
      expect.arrayContaining(nodes.map((node) => node.name)),
    );
    expect(pool.nodes.every((node) => node.kubeletVersion === version)).toBe(true);
    expect(await ensure(version, 1)).toEqual({ kind: "alreadyThere" });
    expect(poolOf(await provider.observe(), fixture.weRollPool).nodes).toHaveLength(size + 1);
  },

  "removes one node, and finds it gone when asked again": async ({
    fixture,
    provider,
    see,
    poolOf,
    kindOf,
    remove,
  }) => {
    const { nodes, size } = poolOf(await provider.observe(), fixture.weRollPool);
    const last = nodes.at(-1)?.name ?? "";
    expect(["accepted", "alreadyThere"]).toContain(await kindOf(remove(last)));
    const after = await see(
      (view) => !poolOf(view, fixture.weRollPool).nodes.some((node) => node.name === last),
    );
    expect(poolOf(after, fixture.weRollPool).nodes).toHaveLength(size);
    expect(await remove(last)).toEqual({ kind: "alreadyThere" });
    expect(await remove("a-node-that-never-was")).toEqual({ kind: "alreadyThere" });
  },

  "refuses what it is asked for a pool that does not exist": async ({ provider, ensure }) => {
    const { controlPlaneVersion: to } = await provider.observe();
    const pool = "no-such-pool";
    expect(await ensure(to, 1, pool)).toMatchObject({ kind: "refused" });
    const roll = provider.startPoolUpgrade({ pool, to, token: "roll" });
    expect(await roll).toMatchObject({ kind: "refused" });
  },

  "throws a terminal error for a member that does not exist": async ({ fixture }, context) => {
    if (fixture.nobody === undefined) return context.skip();
    await expect(fixture.nobody.observe()).rejects.toMatchObject({
      name: "PortError",
      class: "terminal",
    });
  },

  "upgrades the control plane once, however often it is asked": async ({
    fixture,
    provider,
    see,
    start,
  }) => {
    const from = (await provider.observe()).controlPlaneVersion;
    expect(await start(fixture.next)).toEqual({ kind: "accepted" });
    expect(await start(fixture.next)).toEqual({ kind: "alreadyRunning" });
    const running = await provider.observe();
    expect(running).toMatchObject({ status: "upgrading", controlPlaneVersion: from });
    const busy = await start(fixture.afterNext);
    expect(busy).toMatchObject({ kind: "busy" });
    expect(busy.kind === "busy" && busy.with).not.toBe("");
    const after = await see((view) => view.status !== "upgrading");
    expect(after).toMatchObject({ status: "active", controlPlaneVersion: fixture.next });
    expect(after.servers.every((server) => server.version === fixture.next)).toBe(true);
    expect(await start(fixture.next)).toEqual({ kind: "alreadyThere" });
    expect(await start(from)).toMatchObject({ kind: "refused" });
  },

  "tells who moved the control plane last, and when, where it keeps a record": async (
    { fixture, provider },
    context,
  ) => {
    const { changes } = await provider.observe();
    if (changes === undefined) return context.skip();
    const change = changes.find(({ pool }) => pool === undefined);
    expect(change).toMatchObject({ to: fixture.next, by: OURSELVES });
    expect(change?.atMs).toBeLessThanOrEqual(fixture.clock.nowMs());
  },

  "adds nodes of the new version beside the old ones, which stay as they are": async ({
    fixture,
    provider,
    see,
    poolOf,
    ensure,
  }) => {
    const before = poolOf(await provider.observe(), fixture.weRollPool);
    expect(await ensure(fixture.next, 1)).toEqual({ kind: "accepted" });
    const after = await see((view) =>
      poolOf(view, fixture.weRollPool).nodes.some(
        (node) => node.ready && node.kubeletVersion === fixture.next,
      ),
    );
    expect(poolOf(after, fixture.weRollPool).nodes).toEqual(
      expect.arrayContaining([...before.nodes]),
    );
    expect(poolOf(after, fixture.weRollPool).nodes).toHaveLength(before.nodes.length + 1);
  },

  "rolls a pool of the other dialect once, however often it is asked": async (
    { fixture, provider, see, poolOf },
    context,
  ) => {
    const pool = fixture.providerRollsPool;
    if (pool === undefined) return context.skip();
    const roll = () =>
      provider.startPoolUpgrade({ pool, to: fixture.next, token: `roll-${fixture.next}` });
    expect(await roll()).toEqual({ kind: "accepted" });
    expect(await roll()).toEqual({ kind: "alreadyRunning" });
    const { size } = poolOf(await provider.observe(), pool);
    const after = await see((view) => {
      const { nodes } = poolOf(view, pool);
      const there = nodes.filter((node) => node.ready && node.kubeletVersion === fixture.next);
      return there.length === size && nodes.length === size;
    });
    expect(after.status).toBe("active");
    await until(fixture, roll, ({ kind }) => kind === "alreadyThere");
    const last = await provider.observe();
    expect(poolOf(last, pool)).toEqual(poolOf(after, pool));
    if (last.changes === undefined) return;
    const change = last.changes.find((one) => one.pool === pool);
    expect(change).toMatchObject({ to: fixture.next, by: OURSELVES });
  },
};
