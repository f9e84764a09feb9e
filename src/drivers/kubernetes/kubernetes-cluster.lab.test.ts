import * as z from "zod";
import type { Json } from "../../model/data.ts";
import { systemClock as clock } from "../../platform/clock.ts";
import { clusterPortSuite, type ClusterFixture } from "../../ports/cluster-port.suite.ts";
import type { ClusterPort, PodView } from "../../ports/cluster-port.ts";
import { until } from "../../ports/until.suite.ts";
import { describeWithLab, openTestLab } from "../lab/lab-here.suite.ts";
import { knownReleases } from "../lab/releases.ts";
import { up } from "../lab/up.ts";
import { type Api, ask, isSuccess } from "./api.ts";
import { findAccess } from "./kubeconfig.ts";
import { kubernetesCluster } from "./kubernetes-cluster.ts";
import { openTransport } from "./transport.ts";

const CLUSTER = "cluster-port-suite";
const POOL = "general";
const NAMESPACE = "suite";
const FINISHED = "finished";
const REPLICAS = 6;
const patience = { clock, lookEveryMs: 200, patienceMs: 120_000 };
const web = { app: "web" };
const twice = { app: "twice" };

/** What `makeObjects` makes. */
const fixture = {
  ...patience,
  pool: POOL,
  deployment: { namespace: NAMESPACE, name: "web" },
  podLabels: web,
  budget: { namespace: NAMESPACE, name: "web" },
  twiceCovered: twice,
  attachedVolume: "suite-volume",
  finishedPod: { namespace: NAMESPACE, name: FINISHED },
};

describeWithLab("the kubernetes driver", () => {
  clusterPortSuite("a real API server", { open });
});

async function open(): Promise<ClusterFixture> {
  const lab = await openTestLab();
  try {
    const [kubernetes = ""] = knownReleases("kubernetes");
    const api = await startCluster(lab.root, kubernetes);
    const cluster = kubernetesCluster(api);
    await until(patience, () => podsOfSuite(cluster), allRun);
    return { ...fixture, cluster, version: kubernetes, close: () => lab.close() };
  } catch (error) {
    await lab.close();
    throw error;
  }
}

async function startCluster(lab: string, kubernetes: string): Promise<Api> {
  const pools = [{ name: POOL, size: 3 }];
  const there = await up(lab, { name: CLUSTER, kubernetes, pools }, clock);
  if (there.kind === "problem") throw new Error(`${there.why}: ${there.help}`);
  const access = await findAccess({ kubeconfig: there.folder.kubeconfig }, () => undefined);
  const api = await openTransport(access);
  await makeObjects(api);
  return api;
}

async function podsOfSuite(cluster: ClusterPort): Promise<readonly PodView[]> {
  const pods = await cluster.pods();
  return pods.filter(({ namespace, name }) => namespace === NAMESPACE && name !== FINISHED);
}

function allRun(pods: readonly PodView[]): boolean {
  return pods.length === REPLICAS + 2 && pods.every((pod) => pod.phase === "Running" && pod.ready);
}

async function makeObjects(api: Api): Promise<void> {
  await create(api, "/api/v1/namespaces", { metadata: { name: NAMESPACE } });
  const namespaced = (group: string, plural: string) =>
    `/${group}/namespaces/${NAMESPACE}/${plural}`;
  const deployments = namespaced("apis/apps/v1", "deployments");
  const budgets = namespaced("apis/policy/v1", "poddisruptionbudgets");
  await create(api, deployments, deployment("web", web, REPLICAS));
  await create(api, deployments, deployment("twice", twice, 2));
  await create(api, budgets, budget("web", web));
  await create(api, budgets, budget("twice-a", twice));
  await create(api, budgets, budget("twice-b", twice));
  await create(api, "/apis/storage.k8s.io/v1/volumeattachments", {
    metadata: { name: "suite-attachment" },
    spec: {
      attacher: "suite.example",
      nodeName: `${POOL}-1`,
      source: { persistentVolumeName: "suite-volume" },
    },
  });
  const pods = namespaced("api/v1", "pods");
  const unscheduled = { ...podSpec, schedulerName: "nobody" };
  await create(api, pods, { metadata: { name: FINISHED }, spec: unscheduled });
  const body = { status: { phase: "Succeeded" } };
  const request = { verb: "patch", resource: "pods/status", body } as const;
  await ask(api, { ...request, path: `${pods}/${FINISHED}/status` }, z.unknown());
}

/** A new namespace takes pods only when it has its service account: asked again until it does. */
async function create(api: Api, at: string, body: Json): Promise<void> {
  const request = { verb: "create", resource: at, path: at, body } as const;
  await until(patience, () => api.send(request), isSuccess);
}

const podSpec = {
  terminationGracePeriodSeconds: 1,
  containers: [{ name: "main", image: "an-image-that-nobody-runs" }],
};

function deployment(
  name: string,
  labels: Readonly<Record<string, string>>,
  replicas: number,
): Json {
  const template = { metadata: { labels }, spec: podSpec };
  return { metadata: { name }, spec: { replicas, selector: { matchLabels: labels }, template } };
}

function budget(name: string, labels: Readonly<Record<string, string>>): Json {
  return { metadata: { name }, spec: { maxUnavailable: 1, selector: { matchLabels: labels } } };
}
