import { expect, it } from "vitest";
import { pool, snapshot } from "../snapshot.fixture.ts";
import { allOrders } from "./all-orders.ts";
import { findPath } from "./find-path.ts";
import type { PathRequest } from "./path.ts";
import { hopLine, pathRequest, withAddons } from "./request.fixture.ts";

const target: PathRequest["target"] = { kubernetes: "1.18", addons: { istio: "1.8" } };

/** Seven hops of control plane and mesh, as the case of EKS with Istio has it. */
const seen = withAddons("1.15.12", ["istio@1.4.10/control-plane", "istio@1.4.10/proxies"], {
  available: ["1.16.15", "1.17.17", "1.18.20"],
  pools: [pool("general", ["1.15.12"])],
});

const counted = (request: PathRequest): readonly (readonly unknown[])[] =>
  allOrders(request).map((orders) =>
    orders.kind === "counted"
      ? [orders.of, orders.hops, orders.count, orders.listed.length]
      : [orders.of, orders.states],
  );

it("orders of control plane and mesh are counted apart from what else moves", () => {
  expect(counted(pathRequest(seen, "1.18", { target, provider: "eks" }))).toEqual([
    ["control plane and mesh", 7, 12n, 12],
    ["with node pools", 9, 100n, 0],
    ["with node pools and mesh proxies", 13, 1512n, 100],
  ]);
});

it("the orders of the case are those of its authors", () => {
  const [mesh] = allOrders(pathRequest(seen, "1.18", { target }));
  const listed = mesh?.kind === "counted" ? mesh.listed : [];
  expect(listed[0]?.map(hopLine)).toEqual([
    "istio control plane 1.4.10 > 1.5",
    "control plane 1.15.12 > 1.16.15",
    "istio control plane 1.5 > 1.6",
    "control plane 1.16.15 > 1.17.17",
    "control plane 1.17.17 > 1.18.20",
    "istio control plane 1.6 > 1.7",
    "istio control plane 1.7 > 1.8",
  ]);
  expect(new Set(listed.map((hops) => hops.map(hopLine).join())).size).toBe(12);
});

it("pools that are alike count one by one", () => {
  const pools = [pool("a", ["1.35.4"]), pool("b", ["1.35.4"])];
  expect(counted(pathRequest(snapshot("1.35.4", { pools }), "1.36"))).toEqual([
    ["control plane", 1, 1n, 1],
    ["with node pools", 3, 2n, 2],
  ]);
});

it("a count that hits its limit says so, and what has no way has no order", () => {
  const request = pathRequest(seen, "1.18", { target });
  expect(allOrders(request, 100).at(-1)).toEqual({
    kind: "gave-up",
    of: "with node pools and mesh proxies",
    states: 100,
  });
  expect(allOrders(request, 3)[0]?.kind).toBe("gave-up");
  expect(allOrders(pathRequest(seen, "1.19", {}))).toEqual([]);
  const ahead = snapshot("1.35.4", { pools: [pool("ahead", ["1.36.1"])] });
  expect(allOrders(pathRequest(ahead, "1.36"))).toEqual([]);
  const keep = { kubernetes: "1.18", addons: { istio: "keep" } };
  expect(allOrders(pathRequest(seen, "1.18", { target: keep }))).toEqual([]);
});

it("a way counts its hops, and the orders of a mesh where nothing else makes it longer", () => {
  const path = findPath(pathRequest(seen, "1.18", { target }));
  expect(path).toMatchObject({
    counts: [
      { of: "control plane and mesh", hops: 7, orders: "12" },
      { of: "with node pools", hops: 9 },
      { of: "with node pools and mesh proxies", hops: 13 },
    ],
  });
});
