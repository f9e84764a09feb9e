import { expect, it } from "vitest";
import { facts, node, seen, volume, workload } from "../facts.fixture.ts";
import { snapshot } from "../snapshot.fixture.ts";
import { chooseStrategy } from "./choose-strategy.ts";
import { strategyRequest, weights } from "./strategy-request.fixture.ts";

it("the strategy that the rollout asks for is taken", () => {
  const choice = chooseStrategy(strategyRequest({ asked: "rolling" }));
  expect(choice).toMatchObject({
    decision: {
      strategy: "rolling",
      by: { kind: "rollout" },
      why: "asked for by the rollout",
    },
    workflow: { spec: { strategy: "rolling" } },
  });
});

it("a stage's strategy stands before the rollout's, a person's before the stage's", () => {
  const stage = { name: "production", strategy: "blue-green" } as const;
  expect(chooseStrategy(strategyRequest({ asked: "rolling", stage }))).toMatchObject({
    decision: {
      strategy: "blue-green",
      by: { kind: "stage", stage: "production" },
      why: "asked for by stage production",
    },
  });
  const ana = { by: "ana@shop.example", reason: "moved to Gateway API" };
  const overrides = [
    { selector: { matchLabels: { env: "test" } }, strategy: "canary" as const, ...ana },
    { selector: {}, strategy: "rolling" as const, ...ana },
    { selector: {}, strategy: "canary" as const, ...ana },
  ];
  expect(chooseStrategy(strategyRequest({ asked: "auto", stage, overrides }))).toMatchObject({
    decision: {
      strategy: "rolling",
      by: { kind: "person", ...ana },
      why: "chosen by ana@shop.example: moved to Gateway API",
    },
  });
});

it("a strategy without a workflow is refused, and never replaced by another", () => {
  expect(chooseStrategy(strategyRequest({ asked: "canary", installed: ["rolling"] }))).toEqual({
    refused: "no workflow is installed for strategy canary; installed: rolling",
    help: "install a workflow for it, or choose a strategy that is installed",
  });
  expect(chooseStrategy(strategyRequest({ asked: "canary", installed: [] }))).toMatchObject({
    refused: "no workflow is installed for strategy canary; installed: none",
  });
});

it("what is impossible is refused by name too, with what can be had instead", () => {
  expect(chooseStrategy(strategyRequest({ asked: "in-place" }))).toEqual({
    refused:
      "in-place cannot be had: eks replaces nodes by new ones: nothing upgrades them where they stand",
    help: "choose auto, or rolling or canary or blue-green",
  });
  const way = { kind: "none", why: "istio stops at 1.30" } as const;
  const installed = ["rolling"];
  expect(chooseStrategy(strategyRequest({ asked: "rolling", way, installed }))).toEqual({
    refused: "rolling cannot be had: no way: istio stops at 1.30",
    help: "no other strategy can be had",
  });
});

it("what is unwise is taken when a person asks for it, with what speaks against it", () => {
  const cluster = { provider: "eks", labels: { "second-cluster": "no" } } as const;
  const choice = chooseStrategy(strategyRequest({ asked: "blue-green", cluster }));
  expect(choice).toMatchObject({
    decision: {
      strategy: "blue-green",
      why: "asked for by the rollout, although its label second-cluster=no says that it gets no second cluster",
      scores: { rolling: expect.any(Number) },
    },
  });
});

const three = snapshot("1.35.4", {
  facts: facts({
    nodes: seen(node("a"), node("b"), node("c")),
    workloads: seen(workload("a"), workload("b"), workload("c")),
  }),
});

it("auto takes the highest score, and says what speaks for it and against it", () => {
  const choice = chooseStrategy(strategyRequest({ snapshot: three }));
  expect(choice).toMatchObject({
    decision: {
      strategy: "rolling",
      by: { kind: "weighed" },
      why: "weighed: rolling 66 before blue-green 42; a second cluster has to be worth it; support by eks: its end is not known; against it: 2 hops, against one to a second cluster",
      ruledOut: {
        "in-place": "eks replaces nodes by new ones: nothing upgrades them where they stand",
      },
    },
  });
});

it("auto may be asked for by a stage", () => {
  const stage = { name: "all", strategy: "auto" } as const;
  const choice = chooseStrategy(strategyRequest({ asked: "rolling", stage, snapshot: three }));
  expect(choice).toMatchObject({ decision: { by: { kind: "weighed" } } });
});

it("of equal scores the one that disturbs the least is taken", () => {
  const none = { points: {}, atMost: 1, notSeen: 0 };
  const factors = {
    "breaking findings": none,
    "disturbing findings": none,
    "not checked": none,
    hops: none,
    "no way back": none,
    state: none,
    "node-bound data": none,
    traffic: none,
    "separate routes": none,
    "room to drain": none,
    "second cluster": none,
    importance: none,
    "end of support": none,
  };
  const start = { rolling: 7, "in-place": 7, canary: 7, "blue-green": 7 };
  const even = { ...weights, start, factors };
  const choice = chooseStrategy(strategyRequest({ snapshot: three, weights: even }));
  expect(choice).toMatchObject({
    decision: { strategy: "rolling", why: "weighed: rolling 7 before canary 7" },
  });
});

it("with one strategy left it is said what rules the others out, once for the same reason", () => {
  const cluster = { provider: "kubeadm", labels: {} } as const;
  expect(chooseStrategy(strategyRequest({ cluster, snapshot: three }))).toMatchObject({
    decision: {
      strategy: "in-place",
      why: "weighed: the only one that can be had here: no rolling, because kubeadm upgrades machines where they stand: nothing makes new ones for it; no canary or blue-green, because nobody can be asked for a second cluster of kubeadm",
    },
  });
});

it("a cluster without a way can be left for a second one", () => {
  const way = { kind: "none", why: "istio stops at 1.30" } as const;
  const choice = chooseStrategy(strategyRequest({ way, snapshot: three }));
  expect(choice).toMatchObject({ decision: { strategy: "blue-green" } });
});

it("with no strategy left it is said why", () => {
  const way = { kind: "none", why: "istio stops at 1.30" } as const;
  const bound = snapshot("1.35.4", {
    facts: facts({ volumes: seen(volume("v", { plugin: "local" })) }),
  });
  expect(chooseStrategy(strategyRequest({ way, snapshot: bound }))).toEqual({
    refused:
      "no strategy can be had: no rolling or in-place, because no way: istio stops at 1.30; no canary or blue-green, because 1 volume is on the disks of nodes, and cannot be given to a second cluster",
    help: "mend what rules a strategy out, or install a workflow for another",
  });
});
