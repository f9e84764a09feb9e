import { expect, it } from "vitest";
import { fleetSchema } from "../model/fleet.ts";
import { resolveFleet } from "./resolve-fleet.ts";

const fleet = (spec: object) =>
  resolveFleet(
    fleetSchema.parse({
      apiVersion: "fleetlift.dev/v1alpha1",
      kind: "Fleet",
      metadata: { name: "shop" },
      spec,
    }),
  );

it("a cluster without members has one of its own name, with the fleet's defaults", () => {
  const defaults = {
    provider: { kind: "world", region: "eu-1" },
    labels: { team: "shop", env: "none" },
    contacts: { operations: "#ops", support: "help" },
  };
  const clusters = [{ name: "a", labels: { env: "staging" }, contacts: { support: "a-help" } }];
  expect(fleet({ defaults, clusters })).toEqual({
    name: "shop",
    clusters: [
      {
        name: "a",
        labels: { team: "shop", env: "staging" },
        contacts: { operations: "#ops", support: "a-help" },
        current: {
          name: "a",
          provider: { kind: "world", region: "eu-1", cluster: "a" },
          access: {},
        },
        others: [],
      },
    ],
  });
});

it("what stands nearest to the member drives it, and a named cluster is kept", () => {
  const [cluster] = fleet({
    defaults: { provider: { kind: "world" } },
    clusters: [
      {
        name: "a",
        provider: { kind: "lab" },
        members: [
          { name: "spoon", access: { context: "spoon" } },
          { name: "knife", current: true, provider: { kind: "world", cluster: "real" } },
        ],
      },
    ],
  }).clusters;
  expect(cluster?.current).toEqual({
    name: "knife",
    provider: { kind: "world", cluster: "real" },
    access: {},
  });
  expect(cluster?.others).toEqual([
    { name: "spoon", provider: { kind: "lab", cluster: "spoon" }, access: { context: "spoon" } },
  ]);
});

it.each([
  ["no provider", { name: "a" }],
  [
    "no current member",
    { name: "a", provider: { kind: "lab" }, members: [{ name: "b" }, { name: "c" }] },
  ],
])("a fleet that no check has seen is not guessed at: %s", (what, cluster) => {
  expect(() => fleet({ clusters: [cluster] })).toThrow(`cluster a has ${what}`);
});

it("metrics are those of the member, or else of the cluster, and left out where nobody names any", () => {
  const near = { prometheus: "http://near.example:9090" };
  const far = { prometheus: "https://far.example/prometheus" };
  const { clusters } = resolveFleet({
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "Fleet",
    metadata: { name: "shop" },
    spec: {
      defaults: { provider: { kind: "lab" } },
      clusters: [
        {
          name: "a",
          metrics: far,
          members: [{ name: "a-1", current: true, metrics: near }, { name: "a-2" }],
        },
        { name: "b" },
      ],
    },
  });
  expect(clusters.map(({ current }) => current.metrics)).toEqual([near, undefined]);
  expect(clusters[0]?.others.map(({ metrics }) => metrics)).toEqual([far]);
  expect(clusters[1]?.current).not.toHaveProperty("metrics");
});

it("windows and who owns the version are of the cluster, or else of the defaults, as a whole", () => {
  const work = { days: ["Tue"], start: "09:00", end: "16:00", timeZone: "Europe/Paris" };
  const night = { days: ["Sat"], start: "22:00", end: "02:00", timeZone: "UTC" };
  const git = { kind: "git", where: "github.com/shop/fleet" };
  const topology = { kind: "cluster-api-topology", where: "clusters/b" };
  const { clusters } = fleet({
    defaults: { provider: { kind: "kubeadm" }, managedBy: git, windows: [work] },
    clusters: [
      { name: "a" },
      { name: "b", managedBy: topology, windows: [night] },
      { name: "c", managedBy: { kind: "fleetlift" } },
    ],
  });
  expect(clusters).toMatchObject([
    { managedBy: git, windows: [work] },
    { managedBy: topology, windows: [night] },
    { windows: [work] },
  ]);
  expect(clusters[2]).not.toHaveProperty("managedBy");
});

it("a freeze holds for the clusters that it names or selects, or else for all", () => {
  const freeze = (name: string, whom: object) => ({
    name,
    from: "2026-12-18",
    until: "2027-01-07",
    timeZone: "Europe/Paris",
    reason: "closing of the books",
    by: "finance",
    ...whom,
  });
  const { clusters } = fleet({
    defaults: { provider: { kind: "kubeadm" }, labels: { env: "production" } },
    freezes: [
      freeze("all", {}),
      freeze("labels", { selector: { matchLabels: { env: "production" } } }),
      freeze("names", { clusters: ["b"] }),
    ],
    clusters: [{ name: "a" }, { name: "b", labels: { env: "staging" } }],
  });
  expect(clusters.map(({ freezes = [] }) => freezes.map(({ name }) => name))).toEqual([
    ["all", "labels"],
    ["all", "names"],
  ]);
});

it("what goes before a cluster, and what the fleet is held to, are kept as they are written", () => {
  const desired = { kubernetes: "1.36", drift: "report" };
  const resolved = fleet({
    defaults: { provider: { kind: "world" } },
    desired,
    clusters: [{ name: "a" }, { name: "b", dependsOn: ["a"] }],
  });
  expect(resolved.desired).toEqual(desired);
  expect(resolved.clusters.map(({ dependsOn }) => dependsOn)).toEqual([undefined, ["a"]]);
});
