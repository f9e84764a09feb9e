import type { AddonFacts } from "../../model/cluster-facts.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { facts, seen } from "../facts.fixture.ts";
import { pool } from "../snapshot.fixture.ts";
import { found, type Broken, type Mutation } from "./draft.fixture.ts";

const shops = ["shop-eu", "shop-us"];

const withPools =
  (...pools: Snapshot["pools"]) =>
  (snapshot: Snapshot): Snapshot => ({ ...snapshot, pools });

/** Changes what was seen of the shops' add-ons; undefined leaves one out. */
function addonsOf(broken: Broken, change: (addon: AddonFacts) => AddonFacts | undefined): void {
  for (const shop of shops) {
    broken.seen(shop, (snapshot) => {
      const addons = snapshot.facts?.addons;
      const items = addons?.kind === "seen" ? addons.items : [];
      return {
        ...snapshot,
        facts: facts({ addons: seen(...items.flatMap((addon) => change(addon) ?? [])) }),
      };
    });
  }
}

/** Plans whose ways are wrong, or not those of what was seen. */
export const wayMutations: readonly Mutation[] = [
  ["P8", "from where it does not stand", (b) => (b.hop("in-place", 1).from = "1.35.2")],
  [
    "P8",
    "a minor is skipped",
    (b) => {
      b.seen("plant", (each) => ({
        ...each,
        controlPlane: { version: "1.34.4", servers: [] },
        pools: [pool("general", ["1.34.4"])],
      }));
      b.hop("in-place", 1).from = "1.34.4";
      b.hop("in-place", 2).from = "1.34.4";
    },
  ],
  [
    "P8",
    "it goes back on the way",
    (b) => {
      const { hops } = b.shape("in-place");
      const id = "hop-1-control-plane";
      b.repeat("in-place", "backup", {
        id: "hop-0-health",
        uses: "health.check",
        with: {},
        undo: "nothing to undo",
      });
      b.repeat("in-place", "backup", {
        ...b.step("in-place", id),
        id: "hop-0",
        with: { to: "1.35.2" },
        needs: ["backup"],
      });
      b.hop("in-place", 1).from = "1.35.2";
      hops.unshift({ component: "control-plane", from: "1.35.4", to: "1.35.2" });
    },
  ],
  [
    "P9",
    "a pool too far behind",
    (b) => {
      for (const shop of shops)
        b.seen(shop, withPools(pool("general", ["1.33.7"]), pool("batch", ["1.31.2"])));
      b.hop("rolling", 9).from = "1.31.2";
    },
  ],
  [
    "P9",
    "a pool that leads",
    (b) => b.swapHops("in-place", "hop-1-control-plane", "hop-2-node-pool"),
  ],
  [
    "P9",
    "a cluster that nobody could see",
    (b) => b.snapshots.set("plant", { error: "forbidden" }),
  ],
  [
    "P9",
    "kubelets newer than their API server",
    (b) => b.seen("plant", withPools(pool("general", ["1.36.3"]))),
  ],
  ["P10", "another target", (b) => (b.plan.target = { kubernetes: "1.37" })],
  ["P10", "a pool is left behind", (b) => b.dropHop("rolling", 13)],
  [
    "P10",
    "a second cluster that is made too old",
    (b) => {
      b.hop("canary", 1).to = "1.35.4";
      b.step("canary", "hop-1-provision").with["to"] = "1.35.4";
    },
  ],
  ["P20", "a pool that is not there", (b) => b.seen("plant", withPools())],
  ["P20", "a pool that stands elsewhere", (b) => (b.hop("in-place", 2).from = "1.35.2")],
  [
    "P20",
    "a node goes back",
    (b) => {
      const controlPlane = { version: "1.36.1", servers: [] };
      b.seen("plant", (each) => ({
        ...each,
        controlPlane,
        pools: [pool("general", ["1.36.1", "1.36.5"])],
      }));
      b.hop("in-place", 1).from = "1.36.1";
      b.hop("in-place", 2).from = "1.36.1";
    },
  ],
  [
    "P21",
    "an add-on that is not there",
    (b) => addonsOf(b, (each) => (each.name === "cert-manager" ? undefined : each)),
  ],
  [
    "P21",
    "an add-on that stands elsewhere",
    (b) => Object.assign(b.hop("rolling", 5), { from: "1.19.0" }),
  ],
  [
    "P21",
    "two minors at once",
    (b) => {
      b.dropHop("rolling", 5);
      b.hop("rolling", 5).from = "1.19.2";
    },
  ],
  [
    "P21",
    "an add-on goes nowhere",
    (b) => {
      b.hop("rolling", 5).to = "1.19";
      b.step("rolling", "hop-5-addon").with["to"] = "1.19";
    },
  ],
  [
    "P22",
    "an add-on stays too long",
    (b) => {
      b.dropHop("rolling", 6);
      b.dropHop("rolling", 5);
    },
  ],
  [
    "P22",
    "a mesh stays too long",
    (b) => {
      b.dropHop("rolling", 8);
      b.dropHop("rolling", 7);
    },
  ],
  ["P22", "a risk that nobody accepted", (b) => (b.plan.acceptedRisks = [])],
  [
    "P22",
    "a risk of another version was accepted",
    (b) => (found(b.plan.acceptedRisks?.[0]).name = "AddonIncompatible/metrics-server@0.4"),
  ],
  ["P23", "proxies are left behind", (b) => b.dropHop("rolling", 8)],
  [
    "P23",
    "proxies lead their control plane",
    (b) => b.swapHops("rolling", "hop-2-istio-upgrade", "hop-3-istio-proxies-restart"),
  ],
  [
    "P23",
    "kube-proxy too far behind",
    (b) => {
      addonsOf(b, (each) => (each.name === "kube-proxy" ? { ...each, version: "1.32.1" } : each));
      b.hop("rolling", 11).from = "1.32.1";
    },
  ],
];
