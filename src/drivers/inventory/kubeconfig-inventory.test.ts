import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { inventoryPortSuite } from "../../ports/inventory-port.suite.ts";
import {
  type Answer,
  failure,
  loopbackApi,
  type Seen,
} from "../kubernetes/loopback-api.fixture.ts";
import { kubeconfigInventory } from "./kubeconfig-inventory.ts";

function answer({ url }: Seen): Answer {
  switch (url) {
    case "/version":
      return { status: 200, body: { gitVersion: "v1.34.4-eks-1a2b" } };
    case "/apis":
      return { status: 200, body: { groups: [{ name: "apps" }] } };
    case "/api/v1/namespaces/kube-system":
      return { status: 200, body: { metadata: { uid: "u-1" } } };
    default:
      return failure(404, "not here");
  }
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "fleetlift-inventory-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A context, a cluster and a user for each name. */
function write(file: string, servers: Readonly<Record<string, string>>): string {
  const names = Object.keys(servers);
  const list = (entry: (name: string) => object) => names.map(entry);
  const at = path.join(folder, file);
  writeFileSync(
    at,
    JSON.stringify({
      clusters: list((name) => ({ name, cluster: { server: servers[name] } })),
      users: list((name) => ({ name, user: { token: "hush" } })),
      contexts: list((name) => ({ name, context: { cluster: name, user: name } })),
    }),
  );
  return at;
}

inventoryPortSuite("contexts of a kubeconfig", async () => {
  const api = await loopbackApi(answer);
  const kubeconfig = write("suite", { shop: api.url, away: "http://127.0.0.1:1" });
  const open = (file: string) =>
    kubeconfigInventory({ kubeconfig: file, contexts: [], look: true, env: () => undefined });
  return {
    open: () => open(kubeconfig),
    reachable: { name: "shop", version: "1.34.4-eks-1a2b" },
    unreachable: "away",
    secret: "hush",
    requests: () => api.seen.map(({ method, url }) => `${method} ${url}`),
    openMissing: () => open(path.join(folder, "missing")),
    end: () => api.stop(),
  };
});

const list = (contexts: readonly string[], env: Readonly<Record<string, string>>) =>
  kubeconfigInventory({ contexts, look: false, env: (name) => env[name] }).list();

it("several files are merged as kubectl merges them: the first to name a thing counts", async () => {
  const first = write("first", { a: "https://10.0.0.1", b: "https://10.0.0.2" });
  const second = write("second", { b: "https://10.9.9.9", c: "https://10.0.0.3" });
  const found = await list([], { KUBECONFIG: [first, second].join(path.delimiter) });
  expect(found.map(({ access, server }) => [access, server])).toEqual([
    [{ context: "a" }, "https://10.0.0.1"],
    [{ context: "b" }, "https://10.0.0.2"],
    [{ context: "c" }, "https://10.0.0.3"],
  ]);
});

it.each([
  [["prod-*"], ["prod-eu", "prod-us"]],
  [
    ["prod-e?", "test"],
    ["prod-eu", "test"],
  ],
  [["*"], ["prod-eu", "prod-us", "test"]],
  [["p.*", "test"], 'no context "p.*"'],
  [["nothing"], 'no context "nothing" in'],
])("of all contexts %j takes %j", async (patterns, taken) => {
  const server = "https://10.0.0.1";
  const KUBECONFIG = write("many", { test: server, "prod-us": server, "prod-eu": server });
  const found = list(patterns, { KUBECONFIG });
  if (typeof taken === "string") return await expect(found).rejects.toThrow(taken);
  expect((await found).map(({ name }) => name)).toEqual(taken);
});

it("a context that names a cluster that is not there is listed with the words for it", async () => {
  const kubeconfig = path.join(folder, "broken");
  writeFileSync(
    kubeconfig,
    JSON.stringify({ contexts: [{ name: "a", context: { cluster: "gone", user: "me" } }] }),
  );
  const source = { kubeconfig, contexts: [], look: true, env: () => undefined };
  expect(await kubeconfigInventory(source).list()).toMatchObject([
    {
      name: "a",
      access: { context: "a", kubeconfig },
      server: undefined,
      unread: expect.stringContaining('names the cluster "gone"'),
    },
  ]);
});

it("identity and authority are told, so that two contexts of one cluster can be known", async () => {
  const api = await loopbackApi(answer);
  const ca = path.join(folder, "ca.crt");
  writeFileSync(ca, "authority");
  const kubeconfig = path.join(folder, "authorities");
  const cluster = (name: string, more: object) => ({ name, cluster: { server: api.url, ...more } });
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      clusters: [
        cluster("data", {
          "certificate-authority-data": Buffer.from("authority").toString("base64"),
        }),
        cluster("file", { "certificate-authority": "ca.crt" }),
        cluster("lost", { "certificate-authority": "nowhere.crt" }),
        cluster("none", {}),
      ],
      contexts: ["data", "file", "lost", "none"].map((name) => ({
        name,
        context: { cluster: name },
      })),
    }),
  );
  const source = {
    kubeconfig,
    contexts: ["data", "file", "none"],
    look: true,
    env: () => undefined,
  };
  const found = await kubeconfigInventory(source).list();
  expect(found.map(({ identity }) => identity)).toEqual(["u-1", "u-1", "u-1"]);
  expect(found[0]?.authority).toMatch(/^[0-9a-f]{64}$/);
  expect(found[1]?.authority).toBe(found[0]?.authority);
  expect(found[2]?.authority).toBeUndefined();
  const lost = { ...source, contexts: ["lost"], look: false };
  expect(await kubeconfigInventory(lost).list()).toMatchObject([{ authority: undefined }]);
  await api.stop();
});

it("what a server refuses is said, and the rest is kept", async () => {
  const api = await loopbackApi((seen) =>
    seen.url.includes("kube-system") ? failure(403, "not for you") : answer(seen),
  );
  const kubeconfig = write("forbidden", { shop: api.url });
  const source = { kubeconfig, contexts: [], look: true, env: () => undefined };
  expect(await kubeconfigInventory(source).list()).toMatchObject([
    {
      version: "1.34.4-eks-1a2b",
      identity: undefined,
      unread: expect.stringContaining("not for you"),
      provider: { kind: "known", provider: { kind: "eks" } },
    },
  ]);
  await api.stop();
});
