import { expect, it } from "vitest";
import type { AddonPart, AddonPartView } from "../ports/addon-port.ts";
import { MINUTE_MS, playAddonWorld, type PlayedWorld, SECOND_MS } from "./played-world.fixture.ts";

const OWNER = "rollout/shop/1";

function part(world: PlayedWorld, addon: string, which: AddonPart = "whole"): AddonPartView {
  const view = world.get("observeAddon", { addon });
  const found = view?.parts.find((one) => one.part === which);
  if (found === undefined) throw new Error(`no ${which} of ${addon}`);
  return found;
}

const move = (
  world: PlayedWorld,
  addon: string,
  to: string,
  which: AddonPart = "whole",
  kind: "upgradeAddon" | "rollBackAddon" = "upgradeAddon",
) => world.get(kind, { addon, part: which, to, owner: OWNER });

const crds = (world: PlayedWorld, addon: string, to: string) =>
  world.get("upgradeCrds", { addon, to, owner: OWNER });

const health = (world: PlayedWorld, name: string) =>
  world.get("workloads", {}).find((workload) => workload.name === name);

/** Seconds until what is looked at every second holds. */
function secondsUntil(world: PlayedWorld, holds: () => boolean, most = 3_600): number {
  for (let seconds = 0; seconds < most; seconds += 1) {
    if (holds()) return seconds;
    world.pass(SECOND_MS);
  }
  throw new Error(`not within ${most} s`);
}

const atRest = (world: PlayedWorld, addon: string, which: AddonPart = "whole") =>
  secondsUntil(world, () => part(world, addon, which).upgradingTo === undefined);

it("a minor stands for its newest version, and a deployment never misses more than a quarter", () => {
  const world = playAddonWorld();
  expect(move(world, "coredns", "1.12")).toEqual({ kind: "accepted" });
  let least = 2;
  secondsUntil(world, () => {
    least = Math.min(least, health(world, "coredns")?.available ?? 0);
    return part(world, "coredns").upgradingTo === undefined;
  });
  expect(part(world, "coredns")).toMatchObject({
    version: "1.12.1",
    before: { version: "1.11.3" },
    workloads: [{ desired: 2, updated: 2, outdated: 0 }],
  });
  expect(least).toBe(2);
  expect(world.cluster().ledger.addonMoves).toMatchObject([
    { addon: "coredns", part: "whole", kind: "upgrade", from: "1.11.3", to: "1.12.1", by: OWNER },
  ]);
});

it("proxies of a stateful set and a daemon set restart one pod at a time", () => {
  const world = playAddonWorld();
  expect(move(world, "istio", "1.29", "control-plane")).toEqual({ kind: "accepted" });
  atRest(world, "istio", "control-plane");
  expect(move(world, "istio", "1.29", "proxies")).toEqual({ kind: "accepted" });
  let [orders, agent] = [3, 4];
  secondsUntil(world, () => {
    orders = Math.min(orders, health(world, "orders")?.available ?? 0);
    agent = Math.min(agent, health(world, "agent")?.available ?? 0);
    return part(world, "istio", "proxies").upgradingTo === undefined;
  });
  expect([orders, agent]).toEqual([2, 3]);
  expect(part(world, "istio", "proxies").workloads.map((each) => each.updated)).toEqual([6, 3, 4]);
});

it("readers see the images of what runs, older replica sets while it rolls, and the CRDs", () => {
  const world = playAddonWorld();
  const list = (path: string) => {
    const answer = world.get("readList", { resource: "", group: "", path, limit: 500 });
    if (answer.kind !== "page") throw new Error(answer.kind);
    return JSON.stringify(answer.items);
  };
  expect(list("/api/v1/pods")).toContain("docker.io/istio/proxyv2:1.28.1");
  expect(list("/apis/apps/v1/deployments")).toContain("registry.k8s.io/coredns/coredns:v1.11.3");
  expect(list("/apis/apps/v1/deployments")).toContain("shop/batch:7");
  const sets = () => list("/apis/apps/v1/replicasets").match(/"name":"coredns-\w+"/g)?.length;
  expect(sets()).toBe(1);
  move(world, "coredns", "1.12.1");
  secondsUntil(world, () => sets() === 2);
  atRest(world, "coredns");
  expect(sets()).toBe(1);
  expect(list("/api/v1/pods")).not.toContain("coredns:v1.11.3");
  crds(world, "cert-manager", "1.20");
  const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  expect(list(path)).toContain('"storedVersions":["v1beta1","v1"]');
  world.pass(MINUTE_MS);
  expect(list(path)).toContain('"storedVersions":["v1"]');
});

it("CRDs come first, and never lose a version that something is stored in", () => {
  const world = playAddonWorld();
  expect(move(world, "cert-manager", "1.20")).toMatchObject({
    kind: "refused",
    why: "the CRDs of cert-manager are of 1.19.2: they come first",
  });
  expect(crds(world, "cert-manager", "1.21")).toMatchObject({
    kind: "refused",
    why: "objects of issuers.cert-manager.io are still stored as v1beta1",
  });
  expect(crds(world, "cert-manager", "1.20")).toEqual({ kind: "accepted" });
  expect(move(world, "cert-manager", "1.20")).toMatchObject({ kind: "refused" });
  world.pass(MINUTE_MS);
  expect(crds(world, "cert-manager", "1.21")).toEqual({ kind: "accepted" });
  expect(crds(world, "coredns", "1.12")).toMatchObject({ why: "coredns has no CRDs" });
});

it("a way back is closed where the CRDs serve nothing any more that the old version knows", () => {
  const world = playAddonWorld();
  crds(world, "cert-manager", "1.20");
  world.pass(MINUTE_MS);
  move(world, "cert-manager", "1.20");
  atRest(world, "cert-manager");
  crds(world, "cert-manager", "1.21");
  world.pass(MINUTE_MS);
  expect(part(world, "cert-manager").before).toMatchObject({
    version: "1.19.2",
    blocked: expect.stringContaining("its CRDs stay"),
  });
  expect(move(world, "cert-manager", "1.19", "whole", "rollBackAddon")).toMatchObject({
    kind: "refused",
  });
});

it("minors are not skipped where one goes at a time, and an older version is no upgrade", () => {
  const world = playAddonWorld();
  expect(move(world, "istio", "1.30", "control-plane")).toMatchObject({
    why: "istio cannot go from 1.28.1 to 1.30.1 at once: 1 minor at a time",
  });
  move(world, "istio", "1.29", "control-plane");
  atRest(world, "istio", "control-plane");
  expect(move(world, "istio", "1.30", "control-plane")).toMatchObject({
    why: "proxies of istio are at 1.28.1, and may be one minor behind their control plane",
  });
  expect(move(world, "istio", "1.28", "control-plane")).toMatchObject({
    why: "istio 1.28.1 is older than 1.29.2: ask for a roll back",
  });
});

it("AddonUpgradeFails: nothing has moved, and after so many times it works", () => {
  const fault = { kind: "AddonUpgradeFails", addon: "coredns", to: "1.12.0", times: 2 };
  const world = playAddonWorld([{ name: "quota", ...fault, reason: "no quota left" }]);
  for (const _ of [1, 2]) {
    expect(move(world, "coredns", "1.12.1")).toEqual({ kind: "accepted" });
    atRest(world, "coredns");
    expect(part(world, "coredns")).toMatchObject({ version: "1.11.3", failure: "no quota left" });
  }
  move(world, "coredns", "1.12.1");
  atRest(world, "coredns");
  expect(part(world, "coredns")).toMatchObject({ version: "1.12.1", failure: "" });
});

it("AddonUpgradeFails halfway: some workloads have moved, and a roll back takes them along", () => {
  const fault = { name: "half", kind: "AddonUpgradeFails", addon: "cert-manager", halfway: true };
  const world = playAddonWorld([fault]);
  crds(world, "cert-manager", "1.20");
  world.pass(MINUTE_MS);
  move(world, "cert-manager", "1.20");
  atRest(world, "cert-manager");
  world.pass(2 * MINUTE_MS);
  const seen = part(world, "cert-manager");
  expect(seen.failure).toBe("the upgrade of cert-manager to 1.20.1 failed");
  expect(seen.workloads.map(({ version }) => version)).toEqual(["1.20.1", "1.19.2"]);
  expect(move(world, "cert-manager", "1.19.2", "whole", "rollBackAddon")).toEqual({
    kind: "accepted",
  });
  atRest(world, "cert-manager");
  expect(part(world, "cert-manager").workloads.map(({ version }) => version)).toEqual([
    "1.19.2",
    "1.19.2",
  ]);
});

it("AddonUnhealthyAfter: the new pods never serve, the old ones stay, and a roll back heals it", () => {
  const fault = { kind: "AddonUnhealthyAfter", addon: "coredns", version: "1.12.0" };
  const world = playAddonWorld([{ name: "crash", ...fault }]);
  move(world, "coredns", "1.12.1");
  world.pass(30 * MINUTE_MS);
  expect(part(world, "coredns")).toMatchObject({
    upgradingTo: "1.12.1",
    workloads: [{ desired: 2, available: 2, updated: 0, outdated: 2 }],
  });
  expect(move(world, "coredns", "1.11", "whole", "rollBackAddon")).toEqual({ kind: "accepted" });
  expect(atRest(world, "coredns")).toBeLessThan(120);
  expect(part(world, "coredns").workloads).toMatchObject([{ updated: 2, outdated: 0 }]);
  expect(move(world, "coredns", "1.12.1")).toEqual({ kind: "accepted" });
  world.pass(5 * MINUTE_MS);
  world.get("repair", { name: "crash" });
  expect(atRest(world, "coredns")).toBeLessThan(120);
});

it("SlowAddon: whoever installs it takes so many times as long", () => {
  const quick = playAddonWorld();
  const slow = playAddonWorld([{ name: "s", kind: "SlowAddon", addon: "coredns", factor: 20 }]);
  for (const world of [quick, slow]) move(world, "coredns", "1.12.1");
  expect(atRest(slow, "coredns")).toBeGreaterThan(4 * atRest(quick, "coredns"));
});

it("CrdConversionStuck: the CRDs' move says what holds it, and ends when that is repaired", () => {
  const fault = { name: "stuck", kind: "CrdConversionStuck", addon: "cert-manager" };
  const world = playAddonWorld([fault]);
  crds(world, "cert-manager", "1.20");
  world.pass(10 * MINUTE_MS);
  expect(world.get("observeAddon", { addon: "cert-manager" })?.crds).toMatchObject({
    version: "1.19.2",
    upgradingTo: "1.20.1",
    trouble: expect.stringContaining("issuers.cert-manager.io are not converted"),
  });
  world.get("repair", { name: "stuck" });
  expect(world.get("observeAddon", { addon: "cert-manager" })?.crds).toMatchObject({
    version: "1.20.1",
    trouble: "",
  });
});

it("ForeignAddonUpgrade: somebody else moves it, and is named", () => {
  const fault = { kind: "ForeignAddonUpgrade", addon: "coredns", to: "1.12", after: "1m" };
  const world = playAddonWorld([
    { name: "ana", ...fault, by: "ana" },
    { name: "typo", ...fault, to: "9.9" },
  ]);
  world.pass(MINUTE_MS);
  expect(part(world, "coredns")).toMatchObject({ upgradingTo: "1.12.1", changedBy: "ana" });
  expect(move(world, "coredns", "1.12.0")).toMatchObject({ kind: "busy" });
  expect(world.cluster().ledger.addonMoves?.map(({ by }) => by)).toEqual(["ana"]);
});

it("pods of a version that was not made for the Kubernetes beside it do not serve", () => {
  const world = playAddonWorld();
  world.get("startControlPlaneUpgrade", { to: "1.35.4", token: "t" });
  world.pass(20 * MINUTE_MS);
  expect(health(world, "istiod")).toMatchObject({ desired: 2, available: 0 });
  move(world, "istio", "1.29", "control-plane");
  world.pass(5 * MINUTE_MS);
  expect(health(world, "istiod")).toMatchObject({ available: 2 });
});

it("every version that was left is kept, and the way back passes them one after the other", () => {
  const world = playAddonWorld();
  for (const to of ["1.12.0", "1.12.1"]) {
    move(world, "coredns", to);
    atRest(world, "coredns");
  }
  for (const to of ["1.12.0", "1.11.3"]) {
    expect(part(world, "coredns").before).toEqual({ version: to });
    expect(move(world, "coredns", to, "whole", "rollBackAddon")).toEqual({ kind: "accepted" });
    atRest(world, "coredns");
  }
  expect(part(world, "coredns").before).toBeUndefined();
  expect(move(world, "coredns", "1.12.1", "whole", "rollBackAddon")).toMatchObject({
    why: "of coredns 1.12.1 is not kept, so it cannot be gone back to",
  });
});
