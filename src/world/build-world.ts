import { advance, settle } from "./advance.ts";
import { buildAddons, withTemplate } from "./build-addons.ts";
import { coveredWorkloads } from "./budgets.ts";
import { drawUid } from "./draw.ts";
import { addFault } from "./faults.ts";
import { emptyLedger } from "./ledger.ts";
import { measure } from "./measure.ts";
import { addNode } from "./nodes.ts";
import { makePod } from "./pods.ts";
import type {
  WorldBudget,
  WorldCluster,
  WorldDocument,
  WorldTemplate,
  WorldWorkload,
} from "./world-document.ts";
import type {
  BudgetState,
  ClusterState,
  PoolState,
  WorkloadState,
  WorldState,
} from "./world-state.ts";

/** Long enough for every node to join and every pod to start before the story begins. */
const WARM_UP_MS = 300_000;
const DEFAULT_GRACE_MS = 30_000;

/** The world as its file describes it, at its start: everything that has room runs and is ready. */
export function buildWorld({ metadata, spec }: WorldDocument): WorldState {
  const startMs = Date.parse(spec.start);
  const clusters = spec.clusters.flatMap((cluster) => {
    const template = spec.templates.find(({ name }) => name === cluster.template);
    if (template === undefined) return [];
    return [[cluster.name, buildCluster(cluster, template, { ...spec, startMs })] as const];
  });
  return { name: metadata.name, startMs, clusters: Object.fromEntries(clusters) };
}

interface Around {
  readonly seed: string;
  readonly versions: readonly string[];
  readonly startMs: number;
}

function buildCluster(
  cluster: WorldCluster,
  template: WorldTemplate,
  { seed, versions, startMs }: Around,
): ClusterState {
  const own = `${seed}/${cluster.name}`;
  const servers = cluster.apiServers ?? template.apiServers ?? 3;
  const addons = buildAddons(template, cluster);
  const workloads = (template.workloads ?? [])
    .map(workloadState)
    .map((workload) => withTemplate(workload, template, cluster));
  const objects = [...(template.objects ?? []), ...(cluster.objects ?? [])];
  const empty: ClusterState = {
    name: cluster.name,
    region: cluster.region ?? "",
    seed: own,
    uid: cluster.uid ?? drawUid(own, "kube-system"),
    nowMs: startMs - WARM_UP_MS,
    calls: 0,
    made: 0,
    versions,
    controlPlane: {
      servers: Array.from({ length: servers }, (_, at) => ({
        name: `api-${at + 1}`,
        version: cluster.version,
      })),
      upgrade: undefined,
      failure: "",
    },
    pools: template.pools.map((pool) => poolState(pool, cluster)),
    nodes: [],
    workloads,
    budgets: (template.budgets ?? []).map((budget) => budgetState(budget, workloads)),
    pods: [],
    ...(addons.length > 0 && { addons }),
    ...(objects.length > 0 && { objects }),
    faults: [],
    ledger: emptyLedger,
  };
  const warm = advance(settle(withBarePods(withNodes(empty, cluster))), startMs);
  const faulty = (cluster.faults ?? []).reduce(addFault, { ...warm, ledger: emptyLedger });
  return measure(settle(faulty));
}

function withNodes(empty: ClusterState, cluster: WorldCluster): ClusterState {
  return empty.pools.reduce(
    (after, pool) =>
      Array.from({ length: pool.size }).reduce<ClusterState>(
        (state) => addNode(state, pool, cluster.pools?.[pool.name]?.version ?? cluster.version),
        after,
      ),
    empty,
  );
}

function withBarePods(cluster: ClusterState): ClusterState {
  return cluster.workloads
    .filter(({ kind }) => kind === "Pod")
    .reduce((after, workload) => makePod(after, workload, workload.name), cluster);
}

function poolState(pool: WorldTemplate["pools"][number], cluster: WorldCluster): PoolState {
  return {
    name: pool.name,
    dialect: pool.dialect,
    size: cluster.pools?.[pool.name]?.size ?? pool.size,
    podsPerNode: pool.podsPerNode ?? 30,
    maxSurge: pool.maxSurge ?? 1,
    nodesMade: 0,
    roll: undefined,
  };
}

function workloadState(workload: WorldWorkload): WorkloadState {
  return {
    kind: workload.kind,
    key: `${workload.namespace}/${workload.name}`,
    namespace: workload.namespace,
    name: workload.name,
    replicas: workload.replicas ?? 1,
    labels: workload.labels ?? { app: workload.name },
    pool: workload.pool,
    emptyDir: workload.emptyDir ?? false,
    ...(workload.volume === true && { volume: true as const }),
    gracePeriodMs: workload.gracePeriod ?? DEFAULT_GRACE_MS,
    ...(workload.image !== undefined && { image: workload.image }),
    finished: workload.finished,
  };
}

function budgetState(
  { namespace, name, minAvailable, maxUnavailable, ...written }: WorldBudget,
  workloads: readonly WorkloadState[],
): BudgetState {
  const selector = written.selector ?? { matchLabels: { app: name } };
  return {
    key: `${namespace}/${name}`,
    namespace,
    name,
    selector,
    workloads: coveredWorkloads({ namespace, selector }, workloads),
    minAvailable,
    maxUnavailable,
    ...(written.unhealthyPodEvictionPolicy === "AlwaysAllow" && {
      alwaysAllowsUnready: true as const,
    }),
  };
}
