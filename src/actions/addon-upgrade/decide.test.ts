import { describe, expect, it, test } from "vitest";
import type { Json } from "../../model/data.ts";
import type { AddonCrds, AddonView } from "../../ports/addon-port.ts";
import { OWNER, wordsOf } from "../run-in-world.fixture.ts";
import { addon, asked, context, input, NOW_MS, part, workload } from "./addon-views.fixture.ts";
import { decideAddonRollback, decideAddonUpgrade } from "./decide.ts";
import type { AddonMoveInput } from "./input.ts";

const up = (view: AddonView | undefined, memo: Json = null, more: Partial<AddonMoveInput> = {}) =>
  decideAddonUpgrade(view, input(more), context(memo));

const back = (view: AddonView, more: Partial<AddonMoveInput> = {}, kubernetes = "1.35.4") =>
  decideAddonRollback(
    { view, kubernetes },
    input({ from: "1.12.1", to: "1.11.3", ...more }),
    context(),
  );

const crds = (version: string, more: Partial<AddonCrds> = {}): AddonCrds => ({
  version,
  trouble: "",
  items: [],
  ...more,
});

test("what is not begun is asked for, and where it began is remembered", () => {
  const { deeds, outcome, memo } = up(addon(part("1.11.3")));
  expect(deeds).toEqual([
    {
      kind: "upgrade",
      addon: "coredns",
      part: "whole",
      from: "1.11.3",
      to: "1.12.1",
      workloads: [],
      owner: OWNER,
    },
  ]);
  expect(outcome).toEqual({
    kind: "requeue",
    afterMs: 10_000,
    progress: "coredns 1.11.3 > 1.12.1: 0 of 2 pods are there",
  });
  expect(memo).toMatchObject({ from: "1.11.3", asked: { what: "upgrade", atMs: NOW_MS } });
});

test("it is done when every pod runs it and is available, with both versions for who comes later", () => {
  expect(up(addon(part("1.12.1")), asked(60_000)).outcome).toEqual({
    kind: "done",
    summary: "coredns 1.11.3 > 1.12.1, 2 of 2 pods run it",
    outputs: { from: "1.11.3", to: "1.12.1" },
  });
  expect(wordsOf(up(addon(part("1.12.1"))).outcome)).toBe(
    "coredns is at 1.12.1 already, 2 of 2 pods run it",
  );
});

test.each([
  ["a later patch of the minor is there", "1.12.4", "1.12.1"],
  ["a minor stands for each of its versions", "1.12.0", "1.12"],
])("%s", (_, version, to) => {
  expect(up(addon(part(version)), asked(60_000), { to }).outcome.kind).toBe("done");
});

test.each([
  ["pods of it are missing", { available: 1, updated: 1 }, "1 of 2 pods of 1.12.1 available"],
  ["old pods are still there", { outdated: 1 }, "available, and 1 of another"],
])("it is not done while %s", (_, more, words) => {
  const seen = part("1.12.1", { workloads: [workload("1.12.1", more)] });
  const { outcome, deeds } = up(addon(seen), asked(60_000));
  expect(outcome.kind).toBe("requeue");
  expect(wordsOf(outcome)).toContain(`Deployment kube-system/coredns has`);
  expect(wordsOf(outcome)).toContain(words);
  expect(deeds).toEqual([]);
});

describe("what somebody else did ends it, with their name", () => {
  it.each([
    ["a version between", part("1.12.0", { changedBy: "ana" }), "coredns is at 1.12.0", "ana has"],
    ["a version past it", part("1.13.0"), "coredns is at 1.13.0, neither", "somebody else has"],
    ["a version before it", part("1.10.1"), "at 1.10.1, neither at 1.11.3 nor at 1.12.1", "again"],
  ])("%s", (_, seen, ...words) => {
    const { outcome, deeds } = up(addon(seen));
    expect(outcome).toMatchObject({ kind: "failed", class: "terminal" });
    for (const each of words) expect(wordsOf(outcome)).toContain(each);
    expect(deeds).toEqual([]);
  });

  it("versions that ran side by side from the beginning do not", () => {
    const workloads = [workload("1.11.3"), workload("1.11.8", { name: "other" })];
    expect(up(addon(part("1.11.3", { workloads }))).deeds).toHaveLength(1);
  });

  it.each([
    ["from where it stood", part("1.11.3", { upgradingTo: "1.13.0", changedBy: "ana" })],
    ["from elsewhere", part("1.10.0", { upgradingTo: "1.13.0", changedBy: "ana" })],
  ])("a move under way is waited for: %s", (_, seen) => {
    const { outcome, deeds } = up(addon(seen));
    expect(outcome).toMatchObject({ kind: "waiting", needsPerson: false, afterMs: 60_000 });
    expect(wordsOf(outcome)).toContain("is being moved to 1.13.0 by ana");
    expect(deeds).toEqual([]);
  });
});

it.each([
  ["the add-on", undefined],
  ["its part", addon(part("1.11.3", { part: "proxies" }))],
  ["every workload of it", addon(part("1.11.3", { workloads: [] }))],
])("%s is gone: that is no success", (_, view) => {
  const { outcome } = up(view);
  expect(outcome).toMatchObject({ kind: "failed", class: "terminal" });
  expect(wordsOf(outcome)).toContain("coredns is not to be found");
});

it("proxies that nothing carries need not move", () => {
  const view = addon(part("1.29.1", { part: "control-plane" }), { name: "istio" });
  const { outcome } = up(view, null, { addon: "istio", part: "proxies", from: "1.28", to: "1.29" });
  expect(outcome).toEqual({ kind: "done", summary: "nothing carries istio proxies" });
});

it("what a controller would take back is not asked for, and it is said where to change it", () => {
  const managedBy = { kind: "gitops", name: "Argo CD application dns" } as const;
  const { outcome, deeds } = up(addon(part("1.11.3"), { managedBy }));
  expect(deeds).toEqual([]);
  expect(outcome).toMatchObject({ kind: "failed", class: "terminal" });
  expect(wordsOf(outcome)).toContain("is managed by Argo CD application dns");
  expect(up(addon(part("1.12.1"), { managedBy })).outcome.kind).toBe("done");
});

describe("CRDs come first", () => {
  it.each([
    ["older", crds("1.11.3"), "CRDs of coredns 1.11.3 > 1.12.1"],
    ["of nobody knows what", crds(""), "CRDs of coredns those that are there > 1.12.1"],
  ])("asked for when they are %s", (_, own, words) => {
    const { deeds, outcome } = up(addon(part("1.11.3"), { crds: own }));
    expect(deeds).toMatchObject([{ kind: "crds", to: "1.12.1", workloads: [] }]);
    expect(wordsOf(outcome)).toBe(words);
  });

  it.each([
    ["of the version", "1.12.1"],
    ["newer, as after a roll back", "1.13.0"],
  ])("and left alone when they are %s", (_, version) => {
    const { deeds } = up(addon(part("1.11.3"), { crds: crds(version) }));
    expect(deeds).toMatchObject([{ kind: "upgrade" }]);
  });

  it("the part waits until they are there, and hears what holds them", () => {
    const moving = crds("1.11.3", { upgradingTo: "1.12.1" });
    const seen = up(addon(part("1.11.3"), { crds: moving }));
    expect(seen.deeds).toEqual([]);
    expect(wordsOf(seen.outcome)).toBe("CRDs of coredns 1.11.3 > 1.12.1");
    const stuck = { ...moving, trouble: "not converted" };
    expect(wordsOf(up(addon(part("1.11.3"), { crds: stuck })).outcome)).toContain("not converted");
    const there = crds("1.12.1", { trouble: "not converted" });
    const held = up(addon(part("1.11.3"), { crds: there }));
    expect(held.deeds).toEqual([]);
    expect(wordsOf(held.outcome)).toContain("not converted");
  });

  it("on their way to something older they are waited for", () => {
    const moving = crds("1.11.3", { upgradingTo: "1.11.9" });
    const { outcome } = up(addon(part("1.11.3"), { crds: moving }));
    expect(outcome).toMatchObject({ kind: "waiting" });
    expect(wordsOf(outcome)).toContain("being moved to 1.11.9");
  });

  it("have nothing to do with proxies", () => {
    const view = addon(part("1.28.1", { part: "proxies", workloads: [workload("1.28.1")] }), {
      crds: crds("1.28.1"),
    });
    const { deeds } = up(view, null, { part: "proxies", from: "1.28.1", to: "1.29.2" });
    expect(deeds).toMatchObject([{ kind: "upgrade" }]);
  });
});

describe("nothing is asked for twice at once", () => {
  it.each([
    ["just now", 10_000, 0],
    ["so long ago that it may be lost", 60_000, 1],
  ])("asked %s", (_, agoMs, deeds) => {
    expect(up(addon(part("1.11.3")), asked(agoMs)).deeds).toHaveLength(deeds);
  });

  it("nor while it is on its way", () => {
    const seen = part("1.11.3", { upgradingTo: "1.12.1" });
    expect(up(addon(seen), asked(600_000)).deeds).toEqual([]);
  });
});

describe("what was given up", () => {
  const failed = part("1.11.3", { failure: "no quota" });

  it("before this try is asked for again", () => {
    const { deeds, outcome } = up(addon(failed), asked(200_000));
    expect(deeds).toMatchObject([{ kind: "upgrade" }]);
    expect(wordsOf(outcome)).toBe(
      "coredns could not be moved to 1.12.1: no quota; it is asked for again",
    );
  });

  it("when only its CRDs were asked for, is asked for", () => {
    const memo = asked(10_000, { asked: { what: "crds", atMs: NOW_MS - 10_000 } });
    expect(up(addon(failed), memo).deeds).toHaveLength(1);
  });

  it("in this try is a passing failure, and no more after all tries", () => {
    const first = up(addon(failed), asked(50_000));
    expect(first.outcome).toMatchObject({ kind: "failed", class: "transient" });
    expect(first.memo).toMatchObject({ gaveUp: 1 });
    const last = up(addon(failed), asked(50_000, { gaveUp: 2 }));
    expect(last.outcome).toMatchObject({ kind: "failed", class: "terminal" });
    expect(wordsOf(last.outcome)).toContain("(asked 3 times)");
  });
});

describe("what never becomes healthy", () => {
  const stuck = part("1.12.1", {
    workloads: [workload("1.12.1", { updated: 0, outdated: 2 })],
    upgradingTo: "1.12.1",
  });

  it("fails when it was watched for long enough", () => {
    let memo: Json = null;
    let seen = up(addon(stuck), memo);
    let looks = 0;
    for (; seen.outcome.kind === "requeue" && looks < 200; looks += 1) {
      memo = seen.memo;
      seen = decideAddonUpgrade(addon(stuck), input(), context(memo, NOW_MS + looks * 10_000));
    }
    expect(looks).toBeGreaterThan(59);
    expect(looks).toBeLessThan(65);
    expect(seen.outcome).toMatchObject({ kind: "failed", class: "terminal" });
    expect(wordsOf(seen.outcome)).toBe(
      "coredns 1.12.1 > 1.12.1: 0 of 2 pods are there; Deployment kube-system/coredns has 0 of 2 pods of 1.12.1 available, and 2 of another; nothing of it has moved for 10m",
    );
  });

  it("does not fail because nobody looked for a day", () => {
    const first = up(addon(stuck));
    const later = decideAddonUpgrade(
      addon(stuck),
      input(),
      context(first.memo, NOW_MS + 86_400_000),
    );
    expect(later.outcome.kind).toBe("requeue");
  });

  it("starts to count anew whenever something moves", () => {
    const memo = asked(60_000, {
      progress: { seen: "other", lookedAtMs: NOW_MS - 10_000, stillMs: 599_000 },
    });
    expect(up(addon(stuck), memo).outcome.kind).toBe("requeue");
  });
});

describe("proxies restart in portions", () => {
  const mesh = (...versions: readonly string[]): AddonView => {
    const workloads = versions.map((version, at) => workload(version, { name: `w-${at}` }));
    const oldest = versions.toSorted()[0] ?? "";
    return addon(part(oldest, { part: "proxies", workloads }), { name: "istio" });
  };
  const proxies = { addon: "istio", part: "proxies", from: "1.28.1", to: "1.29.2" } as const;

  it.each([
    [25, 1],
    [50, 2],
    [51, 3],
    [100, 4],
  ])("%i percent of four workloads are %i", (portionPercent, most) => {
    const view = mesh("1.28.1", "1.28.1", "1.28.1", "1.28.1");
    const [deed] = up(view, null, { ...proxies, portionPercent }).deeds;
    expect(deed?.workloads).toHaveLength(most);
  });

  it("the next portion is asked for at once, when the one before is well", () => {
    const memo = asked(10_000, {
      from: "1.28.1",
      asked: { what: "upgrade kube-system/w-0", atMs: NOW_MS - 10_000 },
    });
    const view = mesh("1.29.2", "1.28.1", "1.28.1", "1.28.1");
    expect(up(view, memo, proxies).deeds).toMatchObject([{ workloads: ["kube-system/w-1"] }]);
    const [first] = view.parts;
    const ill = workload("1.29.2", { name: "w-0", available: 1, updated: 1 });
    const workloads = [ill, ...(first?.workloads.slice(1) ?? [])];
    const held = up(addon(part("1.28.1", { part: "proxies", workloads })), memo, proxies);
    expect(held.deeds).toEqual([]);
    expect(wordsOf(held.outcome)).toContain("Deployment kube-system/w-0 has 1 of 2 pods");
  });

  it("counts its pods over all workloads", () => {
    const view = mesh("1.29.2", "1.28.1", "1.28.1");
    const { outcome } = up(view, null, proxies);
    expect(wordsOf(outcome)).toBe("istio proxies 1.28.1 > 1.29.2: 2 of 6 pods are there");
  });
});

describe("a roll back", () => {
  it("is asked for, and its CRDs are left", () => {
    const view = addon(part("1.12.1"), { crds: crds("1.12.1") });
    const { deeds, outcome } = back(view);
    expect(deeds).toMatchObject([{ kind: "rollBack", from: "1.12.1", to: "1.11.3" }]);
    expect(wordsOf(outcome)).toBe("coredns 1.12.1 > 1.11.3: 0 of 2 pods are there");
  });

  it("is done at that version and not at a later patch", () => {
    expect(back(addon(part("1.11.3"))).outcome).toMatchObject({ kind: "done" });
    expect(back(addon(part("1.11.4"))).outcome).toMatchObject({ kind: "failed" });
  });

  it("does not start where the way is closed, and says why", () => {
    const before = { version: "1.11.3", blocked: "its CRDs stay" };
    const { deeds, outcome } = back(addon(part("1.12.1", { before })));
    expect(deeds).toEqual([]);
    expect(wordsOf(outcome)).toBe("coredns cannot go back to 1.11.3: its CRDs stay");
  });

  it.each([
    ["1.34.4", "rollBack", "istio control plane 1.29.2 > 1.28.1: 0 of 2 pods are there"],
    [
      "1.35.4",
      undefined,
      "istio control plane 1.28.1 does not work beside Kubernetes 1.35.4, which runs by now: it is left at 1.29.2. Nothing was asked for",
    ],
  ])("goes no further back than Kubernetes %s allows", (kubernetes, kind, words) => {
    const view = addon(part("1.29.2", { part: "control-plane" }), { name: "istio" });
    const mesh = { addon: "istio", part: "control-plane", from: "1.29", to: "1.28.1" } as const;
    const { deeds, outcome } = back(view, mesh, kubernetes);
    expect(deeds.map((deed) => deed.kind)).toEqual(kind === undefined ? [] : [kind]);
    expect(wordsOf(outcome)).toBe(words);
    const there = addon(part("1.28.1", { part: "control-plane" }), { name: "istio" });
    expect(back(there, mesh, kubernetes).outcome.kind).toBe("done");
  });

  it("of something that somebody else moved on is not made", () => {
    expect(back(addon(part("1.13.0"))).outcome).toMatchObject({
      kind: "failed",
      class: "terminal",
    });
  });
});
