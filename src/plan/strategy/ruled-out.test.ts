import { expect, it } from "vitest";
import type { PriceTable } from "../../model/prices.ts";
import { knowledge } from "../../knowledge/knowledge.ts";
import { facts, notSeen, seen, volume, workload } from "../facts.fixture.ts";
import { snapshot } from "../snapshot.fixture.ts";
import type { StrategyRequest } from "./choose-strategy.ts";
import { ruledOut } from "./ruled-out.ts";
import { strategyRequest } from "./strategy-request.fixture.ts";

/** A cluster of EKS with two workloads that can be shifted one by one. */
const open = snapshot("1.35.4", {
  facts: facts({ workloads: seen(workload("a"), workload("b")) }),
});

const on = (
  provider: StrategyRequest["cluster"]["provider"],
  labels: Readonly<Record<string, string>> = {},
) => ({
  cluster: { provider, labels },
});

const holding = (other: Parameters<typeof facts>[0]) => ({
  snapshot: snapshot("1.35.4", { facts: facts(other) }),
});

const prices: PriceTable = {
  currency: "EUR",
  anyNodeHour: 1,
  perControlPlaneHour: { eks: 1 },
  mostForSecondCluster: 100,
};

function out(other: Parameters<typeof strategyRequest>[0]): readonly string[] {
  const reasons = ruledOut(strategyRequest({ snapshot: open, ...other }));
  return [...reasons].map(([strategy, { kind, why }]) => `${strategy} (${kind}): ${why}`);
}

const REPLACED =
  "in-place (impossible): eks replaces nodes by new ones: nothing upgrades them where they stand";
const NOBODY = (strategy: string, provider: string): string =>
  `${strategy} (impossible): nobody can be asked for a second cluster of ${provider}`;

it.each<readonly [string, Parameters<typeof strategyRequest>[0], readonly string[]]>([
  ["eks, with traffic to shift", {}, [REPLACED]],
  [
    "nothing but rolling is installed",
    { installed: ["rolling"] },
    [
      "in-place (impossible): no workflow is installed for it",
      "canary (impossible): no workflow is installed for it",
      "blue-green (impossible): no workflow is installed for it",
    ],
  ],
  [
    "no way",
    { way: { kind: "none", why: "istio 1.22 stops at 1.30" } },
    [
      "rolling (impossible): no way: istio 1.22 stops at 1.30",
      "in-place (impossible): no way: istio 1.22 stops at 1.30",
    ],
  ],
  [
    "kubeadm",
    on("kubeadm"),
    [
      "rolling (impossible): kubeadm upgrades machines where they stand: nothing makes new ones for it",
      NOBODY("canary", "kubeadm"),
      NOBODY("blue-green", "kubeadm"),
    ],
  ],
  [
    "the world",
    on("world"),
    [
      "in-place (impossible): world replaces nodes by new ones: nothing upgrades them where they stand",
      NOBODY("canary", "world"),
      NOBODY("blue-green", "world"),
    ],
  ],
  [
    "a provider of which nothing is known",
    { facts: { ...knowledge, abilities: () => [] } },
    [
      "rolling (impossible): how nodes of eks come to a new version is not known",
      "in-place (impossible): how nodes of eks come to a new version is not known",
      NOBODY("canary", "eks"),
      NOBODY("blue-green", "eks"),
    ],
  ],
  [
    "a label that forbids it",
    on("eks", { "second-cluster": "no" }),
    [
      REPLACED,
      "canary (unwise): its label second-cluster=no says that it gets no second cluster",
      "blue-green (unwise): its label second-cluster=no says that it gets no second cluster",
    ],
  ],
  ["a label that does not", on("eks", { "second-cluster": "gladly" }), [REPLACED]],
  [
    "volumes on nodes",
    holding({
      workloads: seen(workload("a"), workload("b")),
      volumes: seen(volume("v", { plugin: "local" })),
    }),
    [
      REPLACED,
      "canary (unwise): 1 volume is on the disks of nodes, and cannot be given to a second cluster",
      "blue-green (unwise): 1 volume is on the disks of nodes, and cannot be given to a second cluster",
    ],
  ],
  [
    "nothing that can be shifted",
    holding({ workloads: seen(workload("a", { exposed: false })) }),
    [
      REPLACED,
      ...["canary", "blue-green"].map(
        (strategy) =>
          `${strategy} (unwise): no load balancer, Ingress or Gateway leads to it, so there is no traffic to shift, and two clusters would take the same work twice`,
      ),
    ],
  ],
  [
    "one that can be shifted",
    holding({ workloads: seen(workload("a"), workload("b", { claims: 1 })) }),
    [
      REPLACED,
      "canary (unwise): one workload only can be shifted by itself: workload by workload would be as a whole",
    ],
  ],
  [
    "none that can be shifted by itself",
    holding({ workloads: seen(workload("a", { claims: 1 })) }),
    [
      REPLACED,
      "canary (unwise): no workload can be shifted by itself: workload by workload would be as a whole",
    ],
  ],
  ["workloads that were not seen rule nothing out", holding({ workloads: notSeen }), [REPLACED]],
  [
    "a second cluster that costs too much",
    { prices },
    [
      REPLACED,
      "canary (unwise): a second cluster would cost about 432 EUR, and 100 may be spent",
      "blue-green (unwise): a second cluster would cost about 432 EUR, and 100 may be spent",
    ],
  ],
  ["one that costs little", { prices: { ...prices, mostForSecondCluster: 432 } }, [REPLACED]],
  [
    "one that costs what nobody limits",
    { prices: { ...prices, mostForSecondCluster: undefined } },
    [REPLACED],
  ],
])("%s", (_, other, expected) => {
  expect(out(other)).toEqual(expected);
});
