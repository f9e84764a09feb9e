import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type LoopbackApi, loopbackApi } from "../drivers/kubernetes/loopback-api.fixture.ts";
import { systemClock } from "../platform/clock.ts";
import { runCli } from "./run-cli.ts";
import { testTerminal } from "./test-terminal.fixture.ts";

const CORE = "/apis/cluster.x-k8s.io";
let dir: string;
let kubeconfig: string;
let api: LoopbackApi;

/** One server that is a cluster for two contexts, and a management cluster of two more. */
beforeEach(async () => {
  dir = mkdtempSync(path.join(tmpdir(), "fl-discover-"));
  kubeconfig = path.join(dir, "config");
  api = await loopbackApi(({ url }) => {
    const body = bodies[url.split("?")[0] ?? ""];
    return body === undefined ? { status: 404, body: {} } : { status: 200, body };
  });
  writeFileSync(kubeconfig, JSON.stringify(kubeconfigOf(api.url)));
});
afterEach(async () => {
  await api.stop();
  rmSync(dir, { recursive: true });
});

const meta = (name: string) => ({ name, namespace: "clusters", labels: { env: "staging" } });
const bodies: Readonly<Record<string, unknown>> = {
  "/version": { gitVersion: "v1.34.4" },
  "/apis": { groups: [] },
  "/api/v1/namespaces/kube-system": { metadata: { uid: "u-1" } },
  [CORE]: { versions: [{ version: "v1beta2" }] },
  [`${CORE}/v1beta2/clusters`]: {
    metadata: {},
    items: [
      {
        metadata: meta("capi"),
        spec: {
          topology: { version: "v1.34.4" },
          controlPlaneEndpoint: { host: "127.0.0.1", port: 2 },
        },
      },
      { metadata: { ...meta("old"), deletionTimestamp: "2026-11-21T10:00:00Z" } },
    ],
  },
  [`${CORE}/v1beta2/machinedeployments`]: { metadata: {}, items: [] },
};

function kubeconfigOf(url: string): object {
  const servers = { one: url, arn: url, capi: "https://127.0.0.1:2", gone: "http://127.0.0.1:1" };
  const cluster = "arn:aws:eks:eu-west-3:123456789012:cluster/Shop";
  const names: Readonly<Record<string, string>> = { ...servers };
  return {
    clusters: Object.keys(names).map((name) => ({
      name: name === "arn" ? cluster : name,
      cluster: { server: names[name] },
    })),
    contexts: [
      { name: cluster, context: { cluster } },
      { name: "Shop_Admin", context: { cluster: "one" } },
      { name: "capi", context: { cluster: "capi" } },
      { name: "gone", context: { cluster: "gone" } },
    ],
  };
}

async function run(...args: readonly string[]) {
  const terminal = testTerminal();
  const code = await runCli(
    ["discover", "--kubeconfig", kubeconfig, ...args],
    terminal,
    systemClock,
  );
  const plain = (text: string) =>
    text.replaceAll(kubeconfig, "CONFIG").replaceAll(api.url, "SERVER").replaceAll(dir, "DIR");
  return { code, out: plain(terminal.written.out), err: plain(terminal.written.err) };
}

it("prints a fleet that is ready for use, with words for what was changed, guessed or not seen", async () => {
  const { code, out, err } = await run("--context", "*hop*", "gone", "--name", "shop");
  expect(out)
    .toBe(`# Found by fleetlift discover. Look it through, give the clusters labels, then: fleetlift validate

apiVersion: fleetlift.dev/v1alpha1
kind: Fleet
metadata: { name: shop }
spec:
  clusters:
    # nothing tells who provides it: looked at names, the server's host (127.0.0.1); kubeadm stands for Kubernetes as its project publishes it
    # not read: http://127.0.0.1:1 gave no answer, asked to get version: fetch failed
    - name: gone
      provider: { kind: kubeadm }
      members: [ { name: gone, access: { context: gone, kubeconfig: CONFIG } } ]
    # called Shop there
    # also found as context Shop_Admin (kube-system u-1)
    - name: shop
      provider: { kind: eks, cluster: Shop, region: eu-west-3, account: "123456789012" }
      members: [ { name: shop, access: { context: arn:aws:eks:eu-west-3:123456789012:cluster/Shop, kubeconfig: CONFIG } } ]
`);
  expect(err).toContain("2 clusters, found in 3 places\n");
  expect(err).toContain("shop: the same cluster is context Shop_Admin, context arn:aws:eks:");
  expect(code).toBe(0);
  const file = path.join(dir, "fleet.yaml");
  writeFileSync(file, out);
  const terminal = testTerminal();
  expect(await runCli(["validate", file], terminal, systemClock)).toBe(0);
});

const FLEET = `# ours
apiVersion: fleetlift.dev/v1alpha1
kind: Fleet
metadata: {name: shop}
spec:
  defaults: { provider: { kind: kubeadm } }
  clusters:
  -   name: "eu"   # the big one
      labels: {env: production}
      members: [{name: eu, access: {context: Shop_Admin}}]
  - name: capi
    members: [{ name: capi, access: { context: lost } }]
  # last words
---
apiVersion: fleetlift.dev/v1alpha1
kind: Rollout
metadata: { name: r }
spec: { fleet: shop, strategy: rolling, target: { kubernetes: "1.36" }, stages: [{ name: all, selector: {} }] }
`;

function fleetFile(text = FLEET): string {
  const file = path.join(dir, "fleet.yaml");
  writeFileSync(file, text);
  return file;
}

it("merges what is new into a fleet, keeps every letter of it, and says what is gone", async () => {
  const file = fleetFile();
  const { code, out, err } = await run(
    "--merge",
    file,
    "--context",
    "*",
    "--cluster-api",
    "Shop_Admin",
  );
  const added = [
    "  # its version is owned by its topology: the plan says what to change there",
    "  # its topology asks for v1.34.4",
  ];
  expect(code).toBe(0);
  expect(out.startsWith(FLEET.slice(0, FLEET.indexOf("  # last words")))).toBe(true);
  expect(out.endsWith(FLEET.slice(FLEET.indexOf("  # last words")))).toBe(true);
  expect(out).toContain("  - name: capi-clusters\n    labels: { env: staging }\n");
  expect(out).toContain(
    "provider: { kind: cluster-api, cluster: capi, namespace: clusters, management: Shop_Admin }",
  );
  expect(out).toContain(
    "managedBy: { kind: cluster-api-topology, where: Cluster clusters/capi in context Shop_Admin }",
  );
  for (const line of added) expect(out).toContain(`${line}\n`);
  expect(err).toContain("left out: Cluster clusters/old of Shop_Admin is being deleted\n");
  expect(err).toContain(
    "gone: capi: there is no context lost in the kubeconfig any more. It is kept; remove it from DIR/fleet.yaml if that is right.\n",
  );
  expect(err).toContain("new: context gone\n");
  expect(err).toContain("  eu: the same cluster is context Shop_Admin, context arn:aws:eks:");
});

it("--check says by its exit code whether the fleet is as it should be, and --write makes it so", async () => {
  const file = fleetFile();
  const before = await run("--merge", file, "--check", "--no-look");
  expect({ code: before.code, out: before.out }).toEqual({ code: 4, out: "" });
  const written = await run("--merge", file, "--write", "--no-look");
  expect({ code: written.code, out: written.out }).toEqual({ code: 0, out: "" });
  expect(readdirSync(dir).toSorted()).toEqual(["config", "fleet.yaml"]);
  writeFileSync(file, readFileSync(file, "utf8").replace("context: lost", "context: Shop_Admin"));
  const after = await run("--merge", file, "--check", "--no-look");
  expect(after).toEqual({ code: 0, out: "", err: expect.stringContaining("has them all") });
});

it.each([
  ["flow", "  clusters: [{ name: eu, members: [{ name: eu, access: { context: other } }] }]\n"],
  [
    "no end of line",
    "  clusters:\n    - { name: eu, members: [{ name: eu, access: { context: other } }] }",
  ],
])("a list of clusters in another form is added to as well: %s", async (_, clusters) => {
  const file = fleetFile(`${FLEET.slice(0, FLEET.indexOf("  clusters:"))}${clusters}`);
  const { out } = await run("--merge", file, "--context", "gone", "--no-look", "-o", "json");
  expect(JSON.parse(out)).toMatchObject({
    metadata: { name: "shop" },
    spec: { clusters: [{ name: "eu" }, { name: "gone", provider: { kind: "kubeadm" } }] },
  });
});

it("many clusters that are alike are each written whole", async () => {
  const names = Array.from({ length: 150 }, (_, index) => `c${index}`);
  const clusters = names.map((name) => ({ name, cluster: { server: `https://${name}.example` } }));
  const contexts = names.map((name) => ({ name, context: { cluster: name } }));
  writeFileSync(kubeconfig, JSON.stringify({ clusters, contexts }));
  const { out, code } = await run("--no-look", "-o", "json");
  expect(code).toBe(0);
  expect(JSON.parse(out).spec.clusters).toHaveLength(150);
  expect((await run("--no-look")).out).not.toMatch(/[&*]a\d/);
});

it("prints names, a table, and JSON", async () => {
  expect((await run("-o", "name", "--no-look")).out).toBe(
    "clusters/capi\nclusters/gone\nclusters/shop\n",
  );
  const { out } = await run("-o", "wide");
  expect(out).toMatch(/^NAME +VERSION +PROVIDER +MANAGED BY +FOUND AS +WHY +IDENTITY +NOT READ\n/);
  expect(out).toMatch(/^shop +1\.34\.4 +eks .* u-1 /m);
  const { out: json } = await run("-o", "json", "--no-look", "--context", "gone");
  expect(JSON.parse(json)).toMatchObject({ kind: "Fleet", spec: { clusters: [{ name: "gone" }] } });
});

it.each([
  [["--check"], "name it: --merge fleet.yaml"],
  [["--merge", "x", "--check", "--write"], "leave one of them out"],
  [["--merge", "x", "--write", "-o", "json"], "leave out -o"],
  [["--name", "No Name"], "--name No Name is no name of a fleet"],
  [["--context", "nothing"], 'no context "nothing" in'],
  [["--merge", "no-such-file.yaml", "--no-look"], "no-such-file.yaml cannot be read"],
])("refuses %j, with what would help", async (args, words) => {
  const { code, out, err } = await run(...args);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(words);
});

it.each([
  ["metadata: {name: shop}", "metadata: {name: Shop}", "expected lower-case letters"],
  [
    "metadata: {name: shop}",
    "metadata: {name: other}",
    "has 0 fleets of the name shop (there are: other)",
  ],
])("a file to merge into that is wrong is told, and nothing is printed", async (is, was, words) => {
  const file = fleetFile(FLEET.split("---")[0]?.replace(is, was));
  const { code, out, err } = await run("--merge", file, "--name", "shop", "--no-look");
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(words);
});
