/**
 * Plans the seven clusters of EKS with Istio of examples/thefork by `fleetlift plan`, and goes every hop through
 * the case's own matrix, written down here and tried out by brute force. Nothing of the planner is used
 * to judge it.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Hop, Plan } from "../src/model/plan.ts";
import { must } from "./fleetlift-process.ts";
import {
  countOrders,
  firstState,
  mayEnd,
  nextStates,
  type SmallAddon,
  type SmallCase,
  type SmallState,
} from "./paths/small-model.ts";
import type { Verdict } from "./prove.ts";

/** The minors of Kubernetes that each Istio was tested with, 1.4 to 1.8, as the case has them. */
const MATRIX: readonly (readonly [number, number])[] = [
  [13, 15],
  [14, 16],
  [15, 18],
  [16, 18],
  [16, 19],
];
const FIRST = 4;
const EXAMPLE = path.join(import.meta.dirname, "..", "examples", "thefork");

/** The versions before the first are there so that a version's index is its minor. */
const ISTIO: SmallAddon = {
  name: "istio",
  rows: [
    ...Array.from({ length: FIRST }, () => ({ from: 0, to: 0, tested: true })),
    ...MATRIX.map(([from, to]) => ({ from, to, tested: true })),
  ],
  runs: FIRST,
  minorsAtOnce: 1,
  wish: 8,
  proxies: undefined,
};

const MESH: SmallCase = {
  from: 15,
  to: 18,
  pools: [],
  addons: [ISTIO],
  kubeProxy: undefined,
  nodeLag: undefined,
  accepted: new Set(),
};
const WITH_POOL: SmallCase = { ...MESH, pools: [15] };
const WITH_PROXIES: SmallCase = { ...WITH_POOL, addons: [{ ...ISTIO, proxies: FIRST }] };

export function prove(): Promise<Verdict> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "fl-thefork-"));
  try {
    return Promise.resolve(judge(dataDir));
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function judge(dataDir: string): Verdict {
  const asked = ["plan", "--offline", "-f", EXAMPLE] as const;
  // What the command prints as JSON is a plan; its schema is held by tests.
  const plan = JSON.parse(must(dataDir, ...asked, "-o", "json")) as Plan;
  const report = must(dataDir, ...asked);
  const orders = must(dataDir, ...asked, "--all-orders");
  const [mesh, pool, proxies] = [MESH, WITH_POOL, WITH_PROXIES].map(countOrders);
  const counts = [mesh, pool, proxies].map((each) => `${each?.hops}/${each?.orders}`).join(" ");
  const clusters = plan.stages.flatMap((stage) => stage.clusters);
  const ways = clusters.map(({ shape }) => plan.shapes[shape]?.hops ?? []);
  const words = [
    /7 hops [a-z ]*control plane and mesh[^;]* 12 shortest orders/,
    /9 hops with node pools/,
    /13 hops with node pools and mesh proxies/,
  ];
  const said = report.replaceAll(/\s+/g, " ");
  const checks: readonly (readonly [string, boolean])[] = [
    ["seven clusters are planned", clusters.length === 7 && plan.leftOut.length === 0],
    ["seven hops of control plane and mesh each", ways.every((hops) => meshHops(hops) === 7)],
    ["nine with the node pool", ways.every((hops) => hops.length - proxyHops(hops) === 9)],
    ["thirteen with the proxies", ways.every((hops) => hops.length === proxies?.hops)],
    ["every state on the way is one of the matrix", ways.every(isAllowed)],
    [
      "by brute force: seven in twelve orders, nine, thirteen",
      /^7\/12 9\/\d+ 13\/\d+$/.test(counts),
    ],
    ["the report prints each count", words.every((each) => each.test(said))],
    [
      "--all-orders counts as brute force does",
      [mesh, pool, proxies].every((each) =>
        orders.includes(`${each?.hops} hops, ${each?.orders} shortest orders`),
      ),
    ],
    ["--all-orders lists at most a hundred of a count", !/^ +101 {2}/m.test(orders)],
    ["the same inputs give the same bytes", must(dataDir, ...asked) === report],
  ];
  const failed = checks.filter(([, holds]) => !holds).map(([name]) => name);
  process.stderr.write(report);
  const figures = `${clusters.length} clusters, hops/orders of control plane and mesh, with one node pool, with proxies: ${counts}; ${checks.length - failed.length} of ${checks.length} checks hold${failed.length === 0 ? "" : `, not: ${failed.join("; ")}`}`;
  return { holds: failed.length === 0, figures };
}

function meshHops(hops: readonly Hop[]): number {
  return hops.filter(
    (hop) =>
      hop.component === "control-plane" ||
      (hop.component === "addon" && hop.part === "control-plane"),
  ).length;
}

function proxyHops(hops: readonly Hop[]): number {
  return hops.filter((hop) => hop.component === "addon" && hop.part === "proxies").length;
}

/** Goes the hops one by one through the model of the case. */
function isAllowed(hops: readonly Hop[]): boolean {
  let state = firstState(WITH_PROXIES);
  for (const hop of hops) {
    const wanted = JSON.stringify(after(state, hop));
    const next = nextStates(WITH_PROXIES, state, () => true).find(
      (each) => JSON.stringify(each) === wanted,
    );
    if (next === undefined) return false;
    state = next;
  }
  return mayEnd(WITH_PROXIES, state, () => true);
}

function after(state: SmallState, hop: Hop): SmallState {
  const to = Number(hop.to.split(".")[1]);
  switch (hop.component) {
    case "control-plane":
      return { ...state, server: to };
    case "node-pool":
      return { ...state, pools: [to] };
    case "addon": {
      const part = hop.part === "proxies" ? { proxies: to } : { at: to };
      return { ...state, addons: state.addons.map((each) => ({ ...each, ...part })) };
    }
  }
}
