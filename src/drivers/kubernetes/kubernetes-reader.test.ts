import { afterEach, describe, expect, it } from "vitest";
import type { ClusterFacts } from "../../model/cluster-facts.ts";
import { apiReaderSuite } from "../../ports/api-reader.suite.ts";
import { failure, type LoopbackApi, type Seen } from "./loopback-api.fixture.ts";
import {
  type LoopbackCluster,
  openLoopbackCluster,
  resourceOf,
} from "./loopback-cluster.fixture.ts";

const servers: LoopbackApi[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function open(cluster: LoopbackCluster) {
  const opened = await openLoopbackCluster(cluster);
  servers.push(opened.server);
  return opened;
}

apiReaderSuite("an HTTP server", {
  open: async () => {
    const { reader, server } = await openLoopbackCluster({});
    return { reader, close: () => server.stop() };
  },
});

const isList = ({ url }: Seen): boolean => url.includes("limit=");
const deny = (...resources: readonly string[]): LoopbackCluster => ({
  answer: (seen) =>
    resources.includes(resourceOf(seen)) ? failure(403, "User has no right") : undefined,
});

const parts = (facts: ClusterFacts): Readonly<Record<string, ClusterFacts[keyof ClusterFacts]>> =>
  Object.fromEntries(Object.entries(facts).filter(([name]) => name !== "queries"));

describe("a look at a cluster that shows everything", () => {
  it("sees every part, whole", async () => {
    const { observe } = await open({});
    const facts = await observe();
    for (const [name, part] of Object.entries(parts(facts))) {
      expect({ name, ...part, items: [] }).toEqual({ name, kind: "seen", items: [] });
    }
  });

  it("changes nothing", async () => {
    const { observe, server } = await open({});
    await observe();
    expect(new Set(server.seen.map(({ method }) => method))).toEqual(new Set(["GET"]));
  });
});

it.each([
  ["nodes", ["nodes"], "the right to list nodes is missing"],
  [
    "pods",
    ["nodes", "workloads", "barePods", "pendingPods", "budgets", "addons"],
    "the right to list pods is missing",
  ],
  ["deployments (apps)", ["workloads"], "the right to list deployments (apps) is missing"],
  [
    "poddisruptionbudgets (policy)",
    ["budgets"],
    "the right to list poddisruptionbudgets (policy) is missing",
  ],
  ["persistentvolumes", ["volumes"], "the right to list persistentvolumes is missing"],
  [
    "csidrivers (storage.k8s.io)",
    ["csiDrivers"],
    "the right to list csidrivers (storage.k8s.io) is missing",
  ],
  [
    "customresourcedefinitions (apiextensions.k8s.io)",
    ["crds"],
    "the right to list customresourcedefinitions (apiextensions.k8s.io) is missing",
  ],
  [
    "mutatingwebhookconfigurations (admissionregistration.k8s.io)",
    ["webhooks"],
    "the right to list mutatingwebhookconfigurations (admissionregistration.k8s.io) is missing",
  ],
  ["secrets", ["helmReleases"], "the right to list secrets is missing"],
])("to %s hides %j and nothing else, with how to grant it", async (resource, hidden, why) => {
  const { observe } = await open(deny(resource));
  const facts = parts(await observe());
  const unseen = Object.entries(facts).filter(([, part]) => part.kind === "not-seen");
  expect(unseen.map(([name]) => name).toSorted()).toEqual(hidden.toSorted());
  for (const [, part] of unseen) {
    expect(part).toMatchObject({
      why,
      help: expect.stringMatching(/^kubectl apply -f deploy\/observe-rbac\.yaml, or grant list /),
    });
  }
});

it.each([
  ["services", "workloads", "where traffic comes from outside"],
  ["ingresses (networking.k8s.io)", "workloads", "where traffic comes from outside"],
  ["apiservices (apiregistration.k8s.io)", "webhooks", "API services"],
  [
    "horizontalpodautoscalers (autoscaling)",
    "apiUses",
    "managed fields and last-applied annotations",
  ],
  ["configmaps", "helmReleases", "releases kept in ConfigMaps"],
] as const)("to %s leaves %s without %s", async (resource, name, what) => {
  const { observe } = await open(deny(resource));
  const part = (await observe())[name];
  expect(part.kind).toBe("seen");
  expect(part).toHaveProperty("lacking.0.what", what);
  expect(part).toHaveProperty("lacking.0.why", expect.stringContaining(resource));
});

it("a missing right to metrics leaves the requests uncounted", async () => {
  const { observe } = await open({
    answer: ({ url }) => (url === "/metrics" ? failure(403, "no") : undefined),
  });
  expect((await observe()).apiUses).toMatchObject({
    kind: "seen",
    lacking: [{ what: "requests to deprecated APIs", why: "the right to get /metrics is missing" }],
  });
});

it("a missing right to everything hides everything, and throws nothing", async () => {
  const { observe } = await open({ answer: () => failure(403, "no") });
  const facts = parts(await observe());
  const seen = Object.entries(facts).filter(([, part]) => part.kind === "seen");
  expect(seen.map(([name]) => name)).toEqual(["certificates"]);
});

describe("a list that goes stale between two pages", () => {
  const pods = (seen: Seen): boolean => isList(seen) && resourceOf(seen) === "pods";

  it("is begun anew, and nothing is counted twice", async () => {
    const calm = await (await open({})).observe();
    let stale = 1;
    const { observe, server } = await open({
      pageSize: 4,
      answer: (seen) => {
        if (!pods(seen) || !seen.url.includes("continue=8")) return undefined;
        return stale-- > 0 ? failure(410, "the provided continue parameter is too old") : undefined;
      },
    });
    const facts = await observe();
    expect(facts.workloads).toEqual(calm.workloads);
    expect(facts.budgets).toEqual(calm.budgets);
    expect(facts.nodes).toEqual(calm.nodes);
    const firstPages = server.seen.filter((seen) => pods(seen) && !seen.url.includes("continue="));
    expect(firstPages).toHaveLength(2);
  });

  it("that always goes stale is not seen, and says so", async () => {
    const { observe, server } = await open({
      answer: (seen) => (pods(seen) ? failure(410, "too old") : undefined),
    });
    const { barePods } = await observe();
    expect(barePods).toMatchObject({
      kind: "not-seen",
      why: "pods could not be read: the list went stale 4 times while it was read",
      help: "look again: it may pass",
    });
    expect(server.seen.filter(pods)).toHaveLength(4);
  });
});

describe("what is not as expected", () => {
  it("objects of another form are counted and said, and the others are read", async () => {
    const { observe } = await open({
      objects: [
        {
          apiVersion: "v1",
          kind: "PersistentVolume",
          metadata: { name: "odd" },
          spec: "secret-words",
        },
        { apiVersion: "v1", kind: "PersistentVolume", metadata: { name: "good" }, spec: {} },
      ],
    });
    const { volumes } = await observe();
    expect(volumes).toMatchObject({
      kind: "seen",
      items: [{ name: "good" }],
      lacking: [
        {
          what: "1 of the persistentvolumes",
          why: "it is not of the form that is known (field spec)",
        },
      ],
    });
    expect(JSON.stringify(volumes)).not.toContain("secret-words");
  });

  it("an answer that is no list, and a server's fault, hide their part alone", async () => {
    const { observe } = await open({
      answer: (seen) => {
        if (resourceOf(seen) === "persistentvolumes") return { status: 200, body: "<html>" };
        return resourceOf(seen) === "secrets" ? failure(500, "etcd is away") : undefined;
      },
    });
    const facts = await observe();
    expect(facts.volumes).toMatchObject({
      kind: "not-seen",
      why: expect.stringContaining("persistentvolumes could not be read"),
    });
    expect(facts.helmReleases).toMatchObject({
      kind: "not-seen",
      why: expect.stringContaining("etcd is away"),
    });
    expect(facts.nodes.kind).toBe("seen");
  });

  it("a server that is too busy is asked again after a while", async () => {
    let busy = 2;
    const { observe } = await open({
      answer: (seen) =>
        resourceOf(seen) === "nodes" && busy-- > 0 ? failure(429, "too many requests") : undefined,
    });
    expect((await observe()).nodes.kind).toBe("seen");
  });

  it("a server that stays busy is not asked for ever", async () => {
    const { observe, server } = await open({
      answer: (seen) =>
        resourceOf(seen) === "nodes" ? failure(429, "too many requests") : undefined,
    });
    expect((await observe()).nodes).toMatchObject({
      kind: "not-seen",
      why: expect.stringContaining("too many requests"),
    });
    expect(server.seen.filter((seen) => resourceOf(seen) === "nodes")).toHaveLength(4);
  });
});
