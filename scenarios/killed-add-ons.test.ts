/**
 * Add-ons and Kubernetes move in turn, with the handlers cut off at random places: every move was
 * begun once, in the order of the plan, whatever was cut off (I8), and no version ever stood beside
 * one that it was not made for (I3).
 */
import { expect, it } from "vitest";
import { compareAddons } from "../src/plan/path/parts/addon-versions.ts";
import type { Event } from "../src/model/event.ts";
import { seededRandom } from "../src/simulate/seeded-random.ts";
import type { Ledger } from "../src/world/ledger.ts";
import { faultSchema } from "../src/world/fault.ts";
import { openStage } from "./stage.ts";

const DAY_MS = 24 * 3_600_000;

async function runToEnd(name: string, seed: number, faults: readonly object[] = []) {
  const random = seededRandom(seed);
  let crashes = 0;
  const crash = (): boolean => {
    const cut = random() < 0.02;
    if (cut) crashes += 1;
    return cut;
  };
  const stage = await openStage("scenarios/add-ons", { seed, crash });
  for (const fault of faults) stage.world.break("shop-1", faultSchema.parse(fault));
  await stage.plan(name);
  await stage.order(name, { kind: "run", actor: "ana", reason: "" });
  const events: Event[] = [];
  await stage.host.runUntil(async () => {
    events.push(...(await stage.news()));
    return events.some(({ kind }) => kind === "rollout.ended");
  }, stage.clock.nowMs() + DAY_MS);
  await stage.host.advanceTo(stage.clock.nowMs() + 60_000);
  expect(stage.host.stuck()).toEqual([]);
  expect(crashes).toBeGreaterThan(0);
  return { stage, reason: events.findLast(({ kind }) => kind === "rollout.ended")?.reason };
}

/** What a cluster was made to do, in order: proxies once however many portions they came in. */
function movesOf({ controlPlaneUpgrades, addonMoves = [] }: Ledger): readonly string[] {
  const all = [
    ...controlPlaneUpgrades.map(({ atMs, to }) => ({ atMs, words: `kubernetes ${to}` })),
    ...addonMoves.map(({ atMs, addon, part, kind, to }) => ({
      atMs,
      words: [...(kind === "rollback" ? ["back"] : []), addon, part, to].join(" "),
    })),
  ];
  const words = all.toSorted((a, b) => a.atMs - b.atMs).map((each) => each.words);
  return words.filter((each, at) => each !== words[at - 1]);
}

const seeds = Array.from({ length: 10 }, (_, index) => index + 1);

it.each(seeds)("seed %i: every hop is made once, in the order of the plan", async (seed) => {
  const { stage, reason } = await runToEnd("kubernetes-1-36", seed);
  expect(reason).toBe("rollout done: 2 of 2 at their target");
  for (const [name, ledger] of Object.entries(stage.world.ledger())) {
    expect(movesOf(ledger), name).toEqual([
      "istio crds 1.29.2",
      "istio control-plane 1.29.2",
      "istio proxies 1.29.2",
      "kubernetes 1.35.4",
      "istio crds 1.30.1",
      "istio control-plane 1.30.1",
      "istio proxies 1.30.1",
      "kubernetes 1.36.3",
      "coredns whole 1.12.1",
      "istio crds 1.31.0",
      "istio control-plane 1.31.0",
      "istio proxies 1.31.0",
    ]);
    const portions = ledger.addonMoves?.filter(({ part }) => part === "proxies") ?? [];
    // Three workloads, one at a time, at each of three hops.
    expect(portions.map(({ workloads }) => workloads?.length)).toEqual(Array(9).fill(1));
    expect(ledger.budgetViolations, name).toEqual([]);
    expect(ledger.podsLost, name).toEqual({});
  }
  for (const { addons = [], workloads } of Object.values(stage.world.state().clusters)) {
    expect(addons.flatMap(({ parts }) => parts.flatMap(({ change }) => change ?? []))).toEqual([]);
    const versions = workloads.flatMap(({ template }) => template?.["istio/proxies"] ?? []);
    expect(versions.every((version) => compareAddons(version, "1.31.0") === 0)).toBe(true);
  }
});

it.each(seeds)(
  "seed %i: what never serves is taken back once, and nothing else moves",
  async (seed) => {
    const fault = {
      name: "crash",
      kind: "AddonUnhealthyAfter",
      addon: "coredns",
      version: "1.12.1",
    };
    const { stage, reason } = await runToEnd("coredns-1-12", seed, [fault]);
    expect(reason).toContain("rollout failed: 0 of 2 at their target, 1 failed");
    const { "shop-1": failed, "shop-2": spared } = stage.world.ledger();
    expect(failed && movesOf(failed)).toEqual([
      "coredns whole 1.12.1",
      "back coredns whole 1.11.3",
    ]);
    expect(spared && movesOf(spared)).toEqual([]);
    const cluster = stage.world.state().clusters["shop-1"];
    const dns = cluster?.pods.filter(({ workload }) => workload === "kube-system/coredns") ?? [];
    expect(dns.map(({ template }) => template?.["coredns/whole"])).toEqual(["1.11.3", "1.11.3"]);
  },
);
