import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import type { AddonPart, AddonPort, AddonView } from "./addon-port.ts";
import { type Patience, until } from "./until.suite.ts";

/** A cluster for this suite alone, its add-ons at rest. They are left upgraded. */
export interface AddonFixture extends Patience {
  readonly addons: AddonPort;
  /** An add-on of one part with CRDs, and the versions that it has and that it can go to. */
  readonly whole: { readonly name: string; readonly from: string; readonly next: string };
  /** A mesh with proxies in two workloads or more, where one can be had. */
  readonly mesh?: { readonly name: string; readonly from: string; readonly next: string };
  close(): Promise<void>;
}

const OWNER = "suite/shop/1";

/** What every AddonPort keeps to. The tests build on each other: an upgrade of CRDs, of the whole, and back. */
export function addonPortSuite(
  name: string,
  { open }: { readonly open: () => Promise<AddonFixture> },
): void {
  describe(`AddonPort: ${name}`, () => {
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

function handsFor(fixture: AddonFixture) {
  const { addons } = fixture;
  const view = async (name: string): Promise<AddonView> => {
    const found = await addons.observe(name);
    if (found === undefined) throw new Error(`no add-on ${name}`);
    return found;
  };
  const see = (name: string, holds: (seen: AddonView) => boolean): Promise<AddonView> =>
    until(fixture, () => view(name), holds);
  const partIn = ({ parts }: AddonView, part: AddonPart) => {
    const found = parts.find((one) => one.part === part);
    if (found === undefined) throw new Error(`no part ${part}`);
    return found;
  };
  const atRest = (name: string, part: AddonPart, version: string): Promise<AddonView> =>
    see(name, (seen) => {
      const { upgradingTo, version: is } = partIn(seen, part);
      return upgradingTo === undefined && is === version;
    });
  const move =
    (kind: "upgrade" | "rollBack") =>
    (addon: string, part: AddonPart, to: string, workloads?: readonly string[]) =>
      addons[kind]({ addon, part, to, owner: OWNER, ...(workloads && { workloads }) });
  const crds = (addon: string, to: string) => addons.upgradeCrds({ addon, to, owner: OWNER });
  return {
    fixture,
    addons,
    view,
    see,
    partIn,
    atRest,
    crds,
    upgrade: move("upgrade"),
    rollBack: move("rollBack"),
  };
}

type Test = (hands: Hands, context: TestContext) => Promise<void>;

const tests: Readonly<Record<string, Test>> = {
  "shows an add-on with its version, its CRDs, its workloads and who installs it": async ({
    fixture: { whole },
    view,
    partIn,
  }) => {
    const seen = await view(whole.name);
    const part = partIn(seen, "whole");
    expect(seen.name).toBe(whole.name);
    expect(seen.managedBy.name).not.toBe("");
    expect(part).toMatchObject({ version: whole.from, failure: "" });
    expect(part.upgradingTo).toBeUndefined();
    expect(part.workloads.length).toBeGreaterThan(0);
    for (const { version, desired, updated, outdated } of part.workloads) {
      expect([version, updated, outdated]).toEqual([whole.from, desired, 0]);
    }
    expect(seen.crds?.version).toBe(whole.from);
    for (const { served, stored } of seen.crds?.items ?? []) {
      expect(served).toEqual(expect.arrayContaining([...stored]));
    }
  },

  "knows nothing of an add-on that is not installed, and refuses what it is asked of it": async ({
    addons,
    crds,
    upgrade,
    rollBack,
  }) => {
    expect(await addons.observe("no-such-add-on")).toBeUndefined();
    for (const answer of [
      await crds("no-such-add-on", "1.0.0"),
      await upgrade("no-such-add-on", "whole", "1.0.0"),
      await rollBack("no-such-add-on", "whole", "1.0.0"),
    ]) {
      expect(answer).toMatchObject({ kind: "refused", why: expect.stringContaining("no-such") });
    }
  },

  "answers alreadyThere for the version that is there, and changes nothing": async ({
    fixture: { whole },
    view,
    crds,
    upgrade,
    rollBack,
  }) => {
    const before = await view(whole.name);
    expect(await crds(whole.name, whole.from)).toEqual({ kind: "alreadyThere" });
    expect(await upgrade(whole.name, "whole", whole.from)).toEqual({ kind: "alreadyThere" });
    expect(await rollBack(whole.name, "whole", whole.from)).toEqual({ kind: "alreadyThere" });
    expect(await view(whole.name)).toEqual(before);
  },

  "refuses what is not to be had, with words, and moves nothing": async ({
    fixture: { whole },
    view,
    crds,
    upgrade,
    rollBack,
  }) => {
    const before = await view(whole.name);
    for (const answer of [
      await crds(whole.name, "99.0.0"),
      await upgrade(whole.name, "whole", "99.0.0"),
      await upgrade(whole.name, "proxies", whole.next),
      await upgrade(whole.name, "whole", whole.next, ["nobody/nothing"]),
      await rollBack(whole.name, "whole", whole.next),
    ]) {
      expect(answer).toMatchObject({ kind: "refused", why: expect.stringMatching(/./) });
    }
    expect(await view(whole.name)).toEqual(before);
  },

  "moves CRDs once, however often it is asked, and nothing else with them": async ({
    fixture: { whole },
    crds,
    see,
    partIn,
  }) => {
    expect(await crds(whole.name, whole.next)).toEqual({ kind: "accepted" });
    expect(await crds(whole.name, whole.next)).toEqual({ kind: "alreadyRunning" });
    expect(await crds(whole.name, whole.from)).toMatchObject({ kind: "busy" });
    const after = await see(whole.name, ({ crds: is }) => is?.upgradingTo === undefined);
    expect(after.crds).toMatchObject({ version: whole.next, trouble: "" });
    expect(partIn(after, "whole").version).toBe(whole.from);
    expect(await crds(whole.name, whole.next)).toEqual({ kind: "alreadyThere" });
    expect(await crds(whole.name, whole.from)).toEqual({ kind: "alreadyThere" });
  },

  "moves a part once, however often it is asked, and says where it is going and for whom": async ({
    fixture: { whole },
    upgrade,
    view,
    atRest,
    partIn,
  }) => {
    expect(await upgrade(whole.name, "whole", whole.next)).toEqual({ kind: "accepted" });
    expect(await upgrade(whole.name, "whole", whole.next)).toEqual({ kind: "alreadyRunning" });
    const running = partIn(await view(whole.name), "whole");
    expect(running).toMatchObject({ upgradingTo: whole.next, changedBy: OWNER });
    const busy = await upgrade(whole.name, "whole", whole.from);
    expect(busy).toMatchObject({ kind: "busy", with: expect.stringContaining(whole.next) });
    const part = partIn(await atRest(whole.name, "whole", whole.next), "whole");
    expect(part.before).toEqual({ version: whole.from });
    for (const { version, desired, updated, outdated, available } of part.workloads) {
      expect([version, updated, outdated, available]).toEqual([whole.next, desired, 0, desired]);
    }
    expect(await upgrade(whole.name, "whole", whole.next)).toEqual({ kind: "alreadyThere" });
  },

  "rolls a part back once, however often it is asked, and leaves its CRDs": async ({
    fixture: { whole },
    rollBack,
    atRest,
    partIn,
  }) => {
    expect(await rollBack(whole.name, "whole", whole.from)).toEqual({ kind: "accepted" });
    expect(await rollBack(whole.name, "whole", whole.from)).toEqual({ kind: "alreadyRunning" });
    const after = await atRest(whole.name, "whole", whole.from);
    expect(after.crds?.version).toBe(whole.next);
    for (const { version, outdated } of partIn(after, "whole").workloads) {
      expect([version, outdated]).toEqual([whole.from, 0]);
    }
    expect(await rollBack(whole.name, "whole", whole.from)).toEqual({ kind: "alreadyThere" });
  },

  "rolls back in place of an upgrade that is under way": async ({
    fixture: { whole },
    upgrade,
    rollBack,
    atRest,
    partIn,
  }) => {
    expect(await upgrade(whole.name, "whole", whole.next)).toEqual({ kind: "accepted" });
    expect(await rollBack(whole.name, "whole", whole.from)).toEqual({ kind: "accepted" });
    const after = await atRest(whole.name, "whole", whole.from);
    expect(partIn(after, "whole").workloads.every(({ outdated }) => outdated === 0)).toBe(true);
  },

  "takes the proxies of a mesh after its control plane, and only those that are named": async (
    { fixture: { mesh }, view, partIn, upgrade, crds, atRest, see },
    context,
  ) => {
    if (mesh === undefined) return context.skip();
    const { name, from, next } = mesh;
    expect(await upgrade(name, "proxies", next)).toMatchObject({ kind: "refused" });
    if ((await view(name)).crds !== undefined) {
      expect(await crds(name, next)).toEqual({ kind: "accepted" });
      await see(name, ({ crds: is }) => is?.upgradingTo === undefined);
    }
    expect(await upgrade(name, "control-plane", next)).toEqual({ kind: "accepted" });
    const moved = await atRest(name, "control-plane", next);
    const [first, ...others] = partIn(moved, "proxies").workloads;
    const key = `${first?.namespace}/${first?.name}`;
    expect(first?.version).toBe(from);
    expect(await upgrade(name, "proxies", next, [key])).toEqual({ kind: "accepted" });
    const after = await see(name, (seen) => partIn(seen, "proxies").upgradingTo === undefined);
    const seen = partIn(after, "proxies");
    expect(seen.version).toBe(from);
    expect(seen.workloads[0]).toMatchObject({ version: next, outdated: 0 });
    expect(seen.workloads.slice(1)).toEqual(others);
    expect(await upgrade(name, "proxies", next, [key])).toEqual({ kind: "alreadyThere" });
  },

  "takes a mesh back proxies first": async (
    { fixture: { mesh }, view, partIn, rollBack, atRest, see },
    context,
  ) => {
    if (mesh === undefined) return context.skip();
    const { name, from } = mesh;
    const server = partIn(await view(name), "control-plane");
    expect(server.before).toMatchObject({ version: from, blocked: expect.stringMatching(/./) });
    expect(await rollBack(name, "control-plane", from)).toMatchObject({ kind: "refused" });
    expect(await rollBack(name, "proxies", from)).toEqual({ kind: "accepted" });
    await see(name, (seen) => partIn(seen, "proxies").upgradingTo === undefined);
    const back = partIn(await view(name), "proxies");
    for (const workload of back.workloads) {
      expect(workload).toMatchObject({ version: from, outdated: 0 });
    }
    expect(await rollBack(name, "control-plane", from)).toEqual({ kind: "accepted" });
    await atRest(name, "control-plane", from);
  },
};
