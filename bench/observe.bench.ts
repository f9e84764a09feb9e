/**
 * How long `fleetlift observe` takes for one large cluster, and its largest memory: 20,000 pods and
 * what they bring along, from an API server on loopback that makes its pages as they are asked for.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { systemClock } from "../src/platform/clock.ts";
import { childEnv } from "../src/platform/env.ts";
import { packageRoot } from "../src/platform/package-root.ts";

const PODS = 20_000;
const PODS_A_WORKLOAD = 10;
const WORKLOADS = PODS / PODS_A_WORKLOAD;
const NODES = 600;
const OLD_REPLICA_SETS = 5;
const program = path.join(packageRoot, "bin", "fleetlift");

/** By path: how many objects there are, and how the nth looks. */
const LISTS: Readonly<Record<string, readonly [number, (n: number) => object]>> = {
  "/api/v1/nodes": [NODES, node],
  "/api/v1/pods": [PODS, pod],
  "/api/v1/services": [WORKLOADS, service],
  "/apis/apps/v1/deployments": [WORKLOADS, deployment],
  "/apis/apps/v1/replicasets": [WORKLOADS * OLD_REPLICA_SETS, replicaSet],
  "/apis/policy/v1/poddisruptionbudgets": [WORKLOADS / 4, budget],
};

export async function measure(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), "fl-bench-observe-"));
  let bytes = 0;
  const server = createServer((request, response) => {
    const { status, text } = answer(new URL(request.url ?? "", "http://here"));
    bytes += text.length;
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { ms, mib, out } = await observe(folder, port);
    const sent = (bytes / 2 ** 20).toFixed(0);
    return `${PODS} pods, ${sent} MiB sent: ${(ms / 1_000).toFixed(1)} s, at most ${mib.toFixed(0)} MiB of memory, snapshot of ${(out.length / 2 ** 20).toFixed(1)} MiB`;
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Said by the process itself as it ends. */
const TELL_MEMORY =
  "data:text/javascript,process.on('exit',()=>process.stderr.write('kib='+process.resourceUsage().maxRSS+'\\n'))";

async function observe(folder: string, port: number) {
  const kubeconfig = path.join(folder, "kubeconfig");
  const fleet = path.join(folder, "fleet.yaml");
  writeFileSync(
    kubeconfig,
    `clusters: [{ name: c, cluster: { server: "http://127.0.0.1:${port}" } }]
contexts: [{ name: c, context: { cluster: c } }]
current-context: c
`,
  );
  writeFileSync(
    fleet,
    `apiVersion: fleetlift.dev/v1alpha1
kind: Fleet
metadata: { name: large }
spec:
  clusters:
    - { name: large, provider: { kind: eks }, members: [{ name: large, access: { kubeconfig: ${kubeconfig} } }] }
`,
  );
  const beganMs = systemClock.nowMs();
  const args = ["observe", "-f", fleet, "large", "-o", "json", "--data-dir", folder];
  const child = spawn(program, args, {
    env: childEnv({ NODE_OPTIONS: `--import="${TELL_MEMORY}"` }),
  });
  const [out, err, code] = await Promise.all([
    child.stdout.toArray().then((chunks) => chunks.join("")),
    child.stderr.toArray().then((chunks) => chunks.join("")),
    new Promise<number>((resolve) => child.on("close", (status) => resolve(status ?? -1))),
  ]);
  if (code !== 0 || !out.includes("web-1")) throw new Error(`observe ended with ${code}: ${err}`);
  const kib = [...err.matchAll(/kib=(\d+)/g)].map(([, digits]) => Number(digits));
  return { ms: systemClock.nowMs() - beganMs, mib: Math.max(...kib) / 1024, out };
}

function answer({ pathname, searchParams }: URL): {
  readonly status: number;
  readonly text: string;
} {
  const limit = searchParams.get("limit");
  if (limit === null) return one(pathname);
  const [count, make] = LISTS[pathname] ?? [0, () => ({})];
  const from = Number(searchParams.get("continue") ?? 0);
  const to = Math.min(count, from + Number(limit));
  const items = Array.from({ length: to - from }, (_, index) => make(from + index));
  const metadata = { continue: to < count ? String(to) : "" };
  return { status: 200, text: JSON.stringify({ metadata, items }) };
}

function one(pathname: string): { readonly status: number; readonly text: string } {
  switch (pathname) {
    case "/version":
      return { status: 200, text: JSON.stringify({ gitVersion: "v1.34.1-eks-3cfe0ce" }) };
    case "/metrics":
      return { status: 200, text: 'apiserver_request_total{code="200"} 1\n'.repeat(100_000) };
    case "/api/v1/namespaces/kube-system":
      return { status: 200, text: JSON.stringify({ metadata: { name: "kube-system", uid: "u" } }) };
    default:
      return { status: 404, text: JSON.stringify({ kind: "Status", code: 404 }) };
  }
}

/** As a real API server sends: who wrote which field is a third of most objects. */
function metadataOf(name: string, labels: object, owner?: object) {
  const fields = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`f:field-${index}`, { "f:value": {} }]),
  );
  return {
    name,
    namespace: `team-${name.length}`,
    uid: `00000000-0000-4000-8000-${name}`,
    labels,
    resourceVersion: "1",
    generation: 1,
    ...(owner && { ownerReferences: [owner] }),
    managedFields: [
      { manager: "kube-controller-manager", apiVersion: "v1", fieldsV1: fields },
      { manager: "kubelet", apiVersion: "v1", fieldsV1: fields },
    ],
  };
}

const workloadOf = (n: number): string => `web-${n}`;
const labelsOf = (n: number) => ({ app: workloadOf(n), "app.kubernetes.io/part-of": "shop" });
const container = (n: number) => ({
  name: "main",
  image: `registry.example/shop/web-${n % 50}:1.${n % 20}.0`,
  env: Array.from({ length: 30 }, (_, index) => ({
    name: `SETTING_${index}`,
    value: `value ${index} of ${n}`.repeat(3),
  })),
  resources: { requests: { cpu: "100m", memory: "128Mi" } },
});

function node(n: number): object {
  return {
    metadata: metadataOf(`node-${n}`, { "eks.amazonaws.com/nodegroup": `pool-${n % 5}` }),
    status: {
      allocatable: { cpu: "16", memory: "64Gi", pods: "110" },
      conditions: [{ type: "Ready", status: "True" }],
      nodeInfo: { kubeletVersion: "v1.34.1-eks-113cf36" },
      images: Array.from({ length: 50 }, (_, index) => ({
        names: [`registry.example/i-${index}`],
      })),
    },
  };
}

function pod(n: number): object {
  const workload = Math.floor(n / PODS_A_WORKLOAD);
  const owner = { kind: "ReplicaSet", name: `${workloadOf(workload)}-0`, controller: true };
  return {
    metadata: metadataOf(`web-${workload}-0-${n}`, labelsOf(workload), owner),
    spec: { nodeName: `node-${n % NODES}`, containers: [container(workload)] },
    status: {
      phase: "Running",
      conditions: [{ type: "Ready", status: "True" }],
      containerStatuses: [{ restartCount: 0, state: { running: {} } }],
    },
  };
}

function deployment(n: number): object {
  const labels = labelsOf(n);
  const template = { metadata: { labels }, spec: { containers: [container(n)] } };
  return {
    metadata: metadataOf(workloadOf(n), labels),
    spec: { replicas: PODS_A_WORKLOAD, selector: { matchLabels: labels }, template },
    status: { availableReplicas: PODS_A_WORKLOAD },
  };
}

function replicaSet(n: number): object {
  const workload = Math.floor(n / OLD_REPLICA_SETS);
  const owner = { kind: "Deployment", name: workloadOf(workload), controller: true };
  const name = `${workloadOf(workload)}-${n % OLD_REPLICA_SETS}`;
  return { metadata: metadataOf(name, labelsOf(workload), owner) };
}

function service(n: number): object {
  return {
    metadata: metadataOf(workloadOf(n), {}),
    spec: { type: n % 100 === 0 ? "LoadBalancer" : "ClusterIP", selector: { app: workloadOf(n) } },
  };
}

function budget(n: number): object {
  return {
    metadata: metadataOf(workloadOf(n), {}),
    spec: { selector: { matchLabels: { app: workloadOf(n) } }, maxUnavailable: 1 },
    status: { observedGeneration: 1, disruptionsAllowed: 1, expectedPods: PODS_A_WORKLOAD },
  };
}
