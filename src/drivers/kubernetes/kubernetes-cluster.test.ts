import { afterEach, describe, expect, it } from "vitest";
import { findAccess } from "./kubeconfig.ts";
import { kubernetesCluster } from "./kubernetes-cluster.ts";
import {
  type Answer,
  failure,
  type LoopbackApi,
  loopbackApi,
  type Seen,
} from "./loopback-api.fixture.ts";
import { openMemberApi } from "./open-member-api.ts";
import { openTransport } from "./transport.ts";

const servers: LoopbackApi[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function open(answer: (seen: Seen) => Answer, timeoutMs?: number) {
  const server = await loopbackApi(answer);
  servers.push(server);
  const access = await findAccess({ kubeconfig: server.kubeconfig }, () => undefined);
  return { server, cluster: kubernetesCluster(await openTransport(access, timeoutMs)) };
}

function ok(body: unknown, status = 200): Answer {
  return { status, body };
}

function nodeNamed(name: string, spec: object = {}, resourceVersion = "1"): object {
  return { metadata: { name, resourceVersion }, spec };
}

function podOf(uid: string, phase = "Running"): object {
  return { metadata: { namespace: "shop", name: "web-1", uid }, status: { phase } };
}

const web = { namespace: "shop", name: "web-1", uid: "u-1" };

describe("lists", () => {
  it("are read to the end, page by page", async () => {
    const { cluster, server } = await open(({ url }) =>
      url.includes("continue=next")
        ? ok({ metadata: {}, items: [nodeNamed("c")] })
        : ok({ metadata: { continue: "next" }, items: [nodeNamed("a"), nodeNamed("b")] }),
    );
    expect((await cluster.nodes()).map((node) => node.name)).toEqual(["a", "b", "c"]);
    expect(server.seen.map(({ url }) => url)).toEqual([
      "/api/v1/nodes?limit=500",
      "/api/v1/nodes?limit=500&continue=next",
    ]);
  });

  it("of pods are narrowed to one node by the server", async () => {
    const { cluster, server } = await open(() => ok({ metadata: {}, items: [podOf("u-1")] }));
    expect(await cluster.pods({ node: "a-1" })).toHaveLength(1);
    expect(server.seen[0]?.url).toBe("/api/v1/pods?fieldSelector=spec.nodeName%3Da-1&limit=500");
  });

  it("of workloads hold all three kinds", async () => {
    const items = [{ metadata: { namespace: "shop", name: "x" } }];
    const { cluster } = await open(() => ok({ metadata: {}, items }));
    const kinds = (await cluster.workloads()).map((workload) => workload.kind);
    expect(kinds).toEqual(["Deployment", "StatefulSet", "DaemonSet"]);
  });

  it("of attachments name the volume, or the attachment where it has none", async () => {
    const attachment = (name: string, source: object) => ({
      metadata: { name },
      spec: { attacher: "csi", nodeName: "a-1", source },
    });
    const items = [attachment("x", { persistentVolumeName: "pv-1" }), attachment("y", {})];
    const { cluster, server } = await open(() => ok({ metadata: {}, items }));
    expect(await cluster.attachments()).toEqual([
      { node: "a-1", volume: "pv-1" },
      { node: "a-1", volume: "y" },
    ]);
    expect(server.seen[0]?.url).toBe("/apis/storage.k8s.io/v1/volumeattachments?limit=500");
  });

  it("of budgets leave out what covers no pod", async () => {
    const metadata = { namespace: "shop", name: "web" };
    const items = [
      { metadata, spec: {} },
      { metadata, spec: { selector: {} } },
    ];
    const { cluster } = await open(() => ok({ metadata: {}, items }));
    expect(await cluster.budgets()).toHaveLength(1);
  });

  it("share a few connections, however many are asked for at once", async () => {
    const { cluster, server } = await open(() => ok({ metadata: {}, items: [] }));
    await Promise.all(Array.from({ length: 100 }, () => cluster.nodes()));
    expect(server.seen).toHaveLength(100);
    expect(server.connections()).toBeLessThan(50);
  });
});

describe("errors of a call", () => {
  it.each([
    [failure(401, "Unauthorized"), "terminal", "does not accept the credentials"],
    [failure(403, "no, no"), "terminal", 'needs the right "list" on "nodes"'],
    [failure(404, "page not found"), "terminal", "cannot list nodes: page not found"],
    [failure(429, "slow down"), "transient", "cannot list nodes: slow down"],
    [failure(500, "etcd"), "transient", "cannot list nodes: etcd"],
    [{ status: 503, body: "" }, "transient", "HTTP status 503"],
    [{ status: 200, body: "<html>" }, "transient", "cannot be read"],
    [{ status: 200, body: { items: [{}] } }, "transient", "cannot be read"],
    ["reset", "transient", "gave no answer, asked to list nodes"],
  ] as const)("%j is %s", async (answer, kind, words) => {
    const { cluster } = await open(() => answer);
    await expect(cluster.nodes()).rejects.toMatchObject({
      name: "PortError",
      class: kind,
      message: expect.stringContaining(words),
    });
  });

  it("that never comes back may pass, because it has a time limit", async () => {
    const { cluster } = await open(() => "silence", 20);
    await expect(cluster.nodes()).rejects.toMatchObject({
      class: "transient",
      message: expect.stringContaining("took too long"),
    });
  });

  it("that gets no answer in time is the last of its look, so that a look has an end", async () => {
    const { cluster, server } = await open(() => "silence", 20);
    const pods = Array.from({ length: 50 }, () => cluster.evict(web));
    const answers = await Promise.allSettled(pods);
    expect(answers.every(({ status }) => status === "rejected")).toBe(true);
    await expect(cluster.nodes()).rejects.toMatchObject({ class: "transient" });
    expect(server.seen.length).toBeLessThanOrEqual(8);
  });

  it("to a server that is not there may pass", async () => {
    const { cluster, server } = await open(() => ok({}));
    servers.splice(0);
    await server.stop();
    await expect(cluster.identity()).rejects.toMatchObject({
      class: "transient",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });
});

describe("identity and readiness", () => {
  it("identity is the UID of kube-system, wherever the name leads", async () => {
    const server = await loopbackApi(() => ok({ metadata: { uid: "u-kube-system" } }));
    servers.push(server);
    const { cluster } = await openMemberApi({ kubeconfig: server.kubeconfig, context: "here" });
    expect(await cluster.identity()).toBe("u-kube-system");
    expect(server.seen[0]).toMatchObject({ method: "GET", url: "/api/v1/namespaces/kube-system" });
  });

  it("a token never goes over a connection without TLS", async () => {
    const { cluster, server } = await open(() => ok({ metadata: { uid: "u" } }));
    await cluster.identity();
    expect(server.seen[0]?.authorization).toBeUndefined();
  });

  it("ready says so", async () => {
    const { cluster } = await open(() => ok("ok"));
    expect(await cluster.readiness()).toEqual({ ready: true, message: "" });
  });

  it("not ready names the checks that failed", async () => {
    const body = "[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed";
    const { cluster } = await open(() => ({ status: 500, body }));
    expect(await cluster.readiness()).toEqual({
      ready: false,
      message: "etcd failed: reason withheld",
    });
  });

  it("not ready without a list of checks repeats what was said", async () => {
    const { cluster } = await open(() => failure(503, "shutting down"));
    expect(await cluster.readiness()).toEqual({ ready: false, message: "shutting down" });
  });

  it("an API that is down is not ready, and no error", async () => {
    const { cluster } = await open(() => "reset");
    expect(await cluster.readiness()).toMatchObject({ ready: false });
  });

  it("credentials that are refused are an error, not an API that is down", async () => {
    const { cluster } = await open(() => failure(401, "Unauthorized"));
    await expect(cluster.readiness()).rejects.toMatchObject({ class: "terminal" });
  });
});

describe("changes of a node", () => {
  it("are merge patches that only hold for the version that was read", async () => {
    const { cluster, server } = await open(() => ok(nodeNamed("a-1")));
    expect(await cluster.cordon("a-1", "us")).toEqual({ kind: "cordoned" });
    expect(server.seen[1]).toMatchObject({
      method: "PATCH",
      url: "/api/v1/nodes/a-1",
      contentType: "application/merge-patch+json",
      body: {
        metadata: {
          resourceVersion: "1",
          annotations: { "fleetlift.dev/cordoned-by": "us" },
        },
        spec: { unschedulable: true },
      },
    });
  });

  it("look again when somebody else changed the node in between", async () => {
    let reads = 0;
    const { cluster } = await open(({ method }) => {
      if (method === "PATCH") return failure(409, "the object has been modified");
      reads += 1;
      return ok(nodeNamed("a-1", { unschedulable: reads > 1 }, String(reads)));
    });
    expect(await cluster.cordon("a-1", "us")).toEqual({ kind: "alreadyByOther" });
  });

  it("that lose every race may pass", async () => {
    const { cluster } = await open(({ method }) =>
      method === "PATCH" ? failure(409, "modified") : ok(nodeNamed("a-1")),
    );
    await expect(cluster.avoid("a-1", true)).rejects.toMatchObject({
      class: "transient",
      message: expect.stringContaining("somebody else changed the node"),
    });
  });

  it("of a node that is gone, before or between, are done", async () => {
    const { cluster: before } = await open(() => failure(404, "not found"));
    expect(await before.cordon("a-1", "us")).toEqual({ kind: "gone" });
    await before.avoid("a-1", true);
    await before.uncordon("a-1", "us");
    const { cluster: between } = await open(({ method }) =>
      method === "PATCH" ? failure(404, "not found") : ok(nodeNamed("a-1")),
    );
    expect(await between.cordon("a-1", "us")).toEqual({ kind: "gone" });
  });

  it("that are refused name the right", async () => {
    const { cluster } = await open(({ method }) =>
      method === "PATCH" ? failure(403, "no") : ok(nodeNamed("a-1")),
    );
    await expect(cluster.avoid("a-1", true)).rejects.toMatchObject({
      class: "terminal",
      message: expect.stringContaining('needs the right "patch" on "nodes"'),
    });
  });
});

describe("evicting a pod", () => {
  /** A server that shows these pods, one look after the other, and answers so to an eviction. */
  const eviction = (answer: Answer, ...uids: readonly string[]) => {
    let looks = 0;
    return open(({ method }) => {
      if (method === "POST") return answer;
      const uid = uids[Math.min(looks, uids.length - 1)];
      looks += 1;
      return uid === undefined ? failure(404, "not found") : ok(podOf(uid));
    });
  };
  const methods = (seen: readonly Seen[]) => seen.map(({ method }) => method);

  it("is guarded by its UID", async () => {
    const success = ok({ kind: "Status", status: "Success" }, 201);
    const { cluster, server } = await eviction(success, "u-1");
    expect(await cluster.evict(web)).toEqual({ kind: "accepted" });
    expect(server.seen[1]).toMatchObject({
      method: "POST",
      url: "/api/v1/namespaces/shop/pods/web-1/eviction",
      body: {
        apiVersion: "policy/v1",
        kind: "Eviction",
        deleteOptions: { preconditions: { uid: "u-1" } },
      },
    });
  });

  it.each([
    ["is gone", []],
    ["is gone and another has its name", ["u-2"]],
  ])("that %s is not asked for: that would cost the other's budget", async (_, uids) => {
    const { cluster, server } = await eviction(ok({}, 201), ...uids);
    expect(await cluster.evict(web)).toEqual({ kind: "gone" });
    expect(methods(server.seen)).toEqual(["GET"]);
  });

  it.each([
    ["is there is asked again", "u-1", "conflict"],
    ["has made room for another of its name is gone", "u-2", "gone"],
  ])("after a conflict about a pod that %s", async (_, later, kind) => {
    const conflict = failure(409, "the UID in the precondition does not match");
    const { cluster, server } = await eviction(conflict, "u-1", later);
    expect(await cluster.evict(web)).toEqual({ kind });
    expect(methods(server.seen)).toEqual(["GET", "POST", "GET"]);
  });

  it("waits as long as a throttling server says", async () => {
    const { cluster } = await eviction({ status: 429, body: "later", retryAfter: "5" }, "u-1");
    expect(await cluster.evict(web)).toEqual({ kind: "throttled", retryAfterMs: 5_000 });
  });

  it("throws what is not an answer about the pod", async () => {
    const { cluster } = await eviction(failure(503, "starting"), "u-1");
    await expect(cluster.evict(web)).rejects.toMatchObject({
      class: "transient",
      message: expect.stringContaining("create pods/eviction shop/web-1: starting"),
    });
  });
});

describe("deleting a finished pod", () => {
  const deletion = (pod: object, answer: Answer) =>
    open(({ method }) => (method === "DELETE" ? answer : ok(pod)));

  it("is guarded by its UID", async () => {
    const { cluster, server } = await deletion(podOf("u-1", "Succeeded"), ok({}));
    await cluster.deletePod(web);
    expect(server.seen[1]).toMatchObject({
      method: "DELETE",
      body: { preconditions: { uid: "u-1" } },
    });
  });

  it("leaves a pod that took its name, and one that is gone", async () => {
    const { cluster, server } = await deletion(podOf("u-2", "Succeeded"), ok({}));
    await cluster.deletePod(web);
    expect(server.seen.map(({ method }) => method)).toEqual(["GET"]);
    const { cluster: empty } = await open(() => failure(404, "not found"));
    await empty.deletePod(web);
  });

  it("refuses one that runs, because its budget would not be asked", async () => {
    const { cluster, server } = await deletion(podOf("u-1"), ok({}));
    await expect(cluster.deletePod(web)).rejects.toMatchObject({ class: "terminal" });
    expect(server.seen.map(({ method }) => method)).toEqual(["GET"]);
  });

  it("is done when somebody else deleted it first", async () => {
    const { cluster } = await deletion(podOf("u-1", "Failed"), failure(404, "not found"));
    await cluster.deletePod(web);
  });

  it("that is refused says so", async () => {
    const { cluster } = await deletion(podOf("u-1", "Failed"), failure(403, "no"));
    await expect(cluster.deletePod(web)).rejects.toMatchObject({ class: "terminal" });
  });
});
