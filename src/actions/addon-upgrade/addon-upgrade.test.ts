import { expect, test } from "vitest";
import type { Json } from "../../model/data.ts";
import { addonRollback } from "../addon-rollback/addon-rollback.ts";
import {
  clusterOf,
  type Disturbance,
  ledgerOf,
  runAction,
  testWorld,
  type TestWorld,
} from "../run-in-world.fixture.ts";
import { addonUpgrade } from "./addon-upgrade.ts";

const deployment = (namespace: string, name: string, replicas: number) => ({
  kind: "Deployment",
  namespace,
  name,
  replicas,
});

const template = {
  pools: [{ name: "general", dialect: "weRoll", size: 3 }],
  workloads: [
    deployment("kube-system", "coredns", 2),
    deployment("cert-manager", "cert-manager", 1),
    deployment("istio-system", "istiod", 2),
    ...["a", "b", "c", "d", "e"].map((name) => deployment("shop", name, 3)),
  ],
  addons: [
    {
      name: "coredns",
      version: "1.11.3",
      image: "coredns:v{version}",
      workloads: ["kube-system/coredns"],
      releases: [{ version: "1.12.1" }],
    },
    {
      name: "cert-manager",
      version: "1.19.2",
      image: "cert-manager-controller:v{version}",
      workloads: ["cert-manager/cert-manager"],
      releases: ["1.19.2", "1.20.1"].map((version, at) => ({
        version,
        crds: [
          {
            name: "issuers.cert-manager.io",
            kind: "Issuer",
            versions: ["v1", "v2"].slice(0, at + 1),
          },
        ],
      })),
    },
    {
      name: "istio",
      version: "1.28.1",
      image: "istio/pilot:{version}",
      workloads: ["istio-system/istiod"],
      proxies: {
        image: "istio/proxyv2:{version}",
        workloads: ["shop/a", "shop/b", "shop/c", "shop/d", "shop/e"],
      },
      releases: [{ version: "1.29.2" }],
    },
  ],
};

const world = (...faults: readonly object[]): TestWorld => testWorld(template, { faults });

const coredns = { addon: "coredns", part: "whole", from: "1.11.3", to: "1.12.1" };
const certManager = { addon: "cert-manager", part: "whole", from: "1.19.2", to: "1.20" };
const istio = { addon: "istio", part: "control-plane", from: "1.28.1", to: "1.29" };
const proxies = { ...istio, part: "proxies" };

const moves = (of: TestWorld): readonly string[] =>
  (ledgerOf(of).addonMoves ?? []).map(({ addon, part, from, to, kind }) =>
    [kind, addon, part, from, to].join(" "),
  );

/** Versions that pods were made with, each once. */
const running = (of: TestWorld, key: string): readonly string[] => [
  ...new Set(clusterOf(of).pods.flatMap(({ template: made }) => made?.[key] ?? [])),
];

test.each<Disturbance>(["none", "twice", "killed"])(
  "CRDs and then the add-on are moved exactly once, disturbed: %s",
  async (disturbance) => {
    const of = world();
    const { outcome, largestMemo } = await runAction(of, addonUpgrade, certManager, {
      disturbance,
    });
    expect(outcome).toMatchObject({
      kind: "done",
      summary: expect.stringContaining("1.20.1, 1 of 1 pods run it"),
    });
    expect(moves(of)).toEqual([
      "upgrade cert-manager crds 1.19.2 1.20.1",
      "upgrade cert-manager whole 1.19.2 1.20.1",
    ]);
    expect(largestMemo).toBeLessThan(500);
  },
);

test.each<Disturbance>(["none", "twice", "killed"])(
  "a mesh moves its control plane, and then its proxies in portions, disturbed: %s",
  async (disturbance) => {
    const of = world();
    await runAction(of, addonUpgrade, istio, { disturbance });
    expect(running(of, "istio/proxies")).toEqual(["1.28.1"]);
    const { outcome, intended } = await runAction(of, addonUpgrade, proxies, { disturbance });
    expect(outcome).toMatchObject({
      kind: "done",
      summary: "istio proxies 1.28.1 > 1.29.2, 15 of 15 pods run it",
    });
    expect(new Set(intended)).toEqual(
      new Set([
        "upgrade istio proxies from 1.28.1 to 1.29 in shop/a, shop/b",
        "upgrade istio proxies from 1.28.1 to 1.29 in shop/c, shop/d",
        "upgrade istio proxies from 1.28.1 to 1.29 in shop/e",
      ]),
    );
    expect(moves(of)).toHaveLength(4);
    expect(running(of, "istio/proxies")).toEqual(["1.29.2"]);
  },
);

test("what is given up twice works the third time, as the retry policy allows", async () => {
  const of = world({ name: "q", kind: "AddonUpgradeFails", addon: "coredns", times: 2 });
  const kinds: string[] = [];
  let memo: Json = null;
  for (let tries = 0; tries < 3; tries += 1) {
    const run = await runAction(of, addonUpgrade, coredns, { memo });
    kinds.push(run.outcome.kind === "failed" ? run.outcome.class : run.outcome.kind);
    memo = run.memo;
    of.clock.nowMs += 60_000;
  }
  expect(kinds).toEqual(["transient", "transient", "done"]);
});

test.each<Disturbance>(["none", "twice", "killed"])(
  "a version that never serves fails, and is taken back, disturbed: %s",
  async (disturbance) => {
    const of = world({
      name: "crash",
      kind: "AddonUnhealthyAfter",
      addon: "coredns",
      version: "1.12.1",
    });
    const failed = await runAction(of, addonUpgrade, coredns);
    expect(failed.outcome).toMatchObject({
      kind: "failed",
      class: "terminal",
      why: expect.stringContaining("nothing of it has moved for 10m"),
    });
    const { memo } = failed;
    const back = await runAction(of, addonUpgrade, coredns, {
      mode: "putBack",
      memo,
      disturbance,
    });
    expect(back.outcome).toEqual({ kind: "done", summary: "coredns is at 1.11.3, as before" });
    expect(running(of, "coredns/whole")).toEqual(["1.11.3"]);
    expect(moves(of)).toEqual([
      "upgrade coredns whole 1.11.3 1.12.1",
      "rollback coredns whole 1.12.1 1.11.3",
    ]);
  },
);

test("putting back what was never begun asks for nothing, whatever the memo", async () => {
  const of = world();
  const { outcome } = await runAction(of, addonUpgrade, coredns, { mode: "putBack" });
  expect(outcome).toMatchObject({ kind: "done" });
  expect(moves(of)).toEqual([]);
});

test("an upgrade that was done is undone by the action that it names", async () => {
  const of = world();
  const first = await runAction(of, addonUpgrade, certManager);
  expect(addonUpgrade.spec.undo).toMatchObject({ kind: "step", uses: addonRollback.spec.name });
  const { outcome } = await runAction(of, addonRollback, {
    ...certManager,
    from: certManager.to,
    to: certManager.from,
  });
  expect(first.outcome.kind).toBe("done");
  expect(outcome).toMatchObject({
    kind: "done",
    summary: "cert-manager 1.20.1 > 1.19.2, 1 of 1 pods run it",
  });
  expect(clusterOf(of).addons?.find(({ name }) => name === "cert-manager")?.crds?.version).toBe(
    "1.20.1",
  );
});

test("a control plane whose proxies have moved goes back after them", async () => {
  // The newest Kubernetes that Istio 1.28 works beside.
  const of = testWorld(template, { version: "1.34.4" });
  await runAction(of, addonUpgrade, istio);
  await runAction(of, addonUpgrade, proxies);
  const reversed = { from: "1.29", to: "1.28.1" };
  const early = await runAction(of, addonRollback, { ...istio, ...reversed });
  expect(early.outcome).toMatchObject({
    kind: "failed",
    why: expect.stringContaining("newer than their control plane"),
  });
  for (const each of [proxies, istio]) {
    const { outcome } = await runAction(of, addonRollback, { ...each, ...reversed });
    expect(outcome.kind).toBe("done");
  }
  expect(running(of, "istio/proxies")).toEqual(["1.28.1"]);
  expect(running(of, "istio/control-plane")).toEqual(["1.28.1"]);
});

test("what is refused ends the step, with the words of who installs it", async () => {
  const { outcome } = await runAction(world(), addonUpgrade, { ...coredns, to: "1.99" });
  expect(outcome).toEqual({
    kind: "failed",
    class: "terminal",
    why: "the upgrade of coredns to 1.99 was refused by its installer: coredns 1.99 is not to be had here (there are: 1.11.3, 1.12.1)",
  });
});

test("CRDs whose objects are not converted hold the add-on back, and fail with that", async () => {
  const of = world({ name: "stuck", kind: "CrdConversionStuck", addon: "cert-manager" });
  const { outcome } = await runAction(of, addonUpgrade, certManager);
  expect(outcome).toMatchObject({
    kind: "failed",
    class: "terminal",
    why: expect.stringContaining("are not converted"),
  });
  expect(running(of, "cert-manager/whole")).toEqual(["1.19.2"]);
});
