import type { ClusterFacts, WorkloadFacts } from "../../src/model/cluster-facts.ts";

/** What the clusters of one kind have in common; how many there are, and what they are called. */
export interface Kind {
  readonly name: string;
  readonly count: number;
  readonly version: string;
  readonly kubelet: string;
  readonly available: readonly string[];
  readonly dialect: "providerRolls" | "weRoll";
  readonly pool: string;
  /** Nodes are spread over them. */
  readonly zones: readonly string[];
  readonly nodes: number;
  readonly instanceType: string;
  readonly cgroup: "v1" | "v2";
  readonly osImage: string;
  readonly workloads: readonly WorkloadFacts[];
  readonly other?: Partial<ClusterFacts>;
}

const NEWER = ["1.34.4", "1.35.4", "1.36.3"];

function workload(name: string, namespace: string, other: Partial<WorkloadFacts>): WorkloadFacts {
  return {
    kind: "Deployment",
    namespace,
    name,
    replicas: 3,
    available: 3,
    podLabels: { app: name },
    images: [`registry.example/${name}:1`],
    emptyDir: false,
    nodeBound: [],
    claims: 0,
    terminationGraceSeconds: 30,
    onePerNode: false,
    hostPorts: false,
    updateStrategy: "RollingUpdate",
    budgets: [name],
    restarts: 0,
    failing: 0,
    doNotMove: [],
    exposed: false,
    served: true,
    readinessProbe: true,
    nodes: 3,
    dockerSocket: false,
    ...other,
  };
}

const deployments = (namespace: string, exposed: boolean, ...names: readonly string[]) =>
  names.map((name) => workload(name, namespace, { exposed }));

const sets = (namespace: string, exposed: boolean, ...names: readonly string[]) =>
  names.map((name) =>
    workload(name, namespace, {
      kind: "StatefulSet",
      claims: 3,
      exposed,
      terminationGraceSeconds: 120,
    }),
  );

/** Three volumes for each of the StatefulSets. */
function volumesOf(
  all: readonly WorkloadFacts[],
  plugin: string,
  place: (index: number) => { readonly zones: string[]; readonly hosts: string[] },
): ClusterFacts["volumes"] {
  const items = all
    .filter(({ kind }) => kind === "StatefulSet")
    .flatMap(({ namespace, name }) =>
      [0, 1, 2].map((index) => ({
        name: `${name}-${index}`,
        plugin,
        ...place(index),
        claim: `${namespace}/data-${name}-${index}`,
        workload: `StatefulSet ${namespace}/${name}`,
        reclaimPolicy: "Retain",
      })),
    );
  return { kind: "seen", items };
}

const ledger = [
  ...sets("ledger", false, "postgres", "kafka", "redis"),
  ...deployments("ledger", true, "booking", "reports"),
];

const factory = [
  ...sets("factory", false, "historian"),
  ...deployments("factory", true, "cell-control"),
  ...deployments("factory", false, "gateway", "quality"),
];

/** Six kinds of clusters, as a company that grew has them. */
export const kinds: readonly Kind[] = [
  // Customers' pages: a dozen stateless services, each behind a route of its own. The best there is.
  {
    name: "web",
    count: 10,
    version: "1.33.7",
    kubelet: "1.33.7",
    available: ["1.33.7", ...NEWER],
    dialect: "providerRolls",
    pool: "general",
    zones: ["eu-west-3a", "eu-west-3b", "eu-west-3c"],
    nodes: 9,
    instanceType: "m7i.xlarge",
    cgroup: "v2",
    osImage: "Amazon Linux 2023",
    workloads: [
      ...deployments("web", true, "home", "search", "catalogue", "product", "cart", "account"),
      ...deployments("web", true, "reviews", "images", "recommend", "wishlist", "help", "stores"),
    ],
  },
  // Payments: three minors behind, on machines that the target does not run on, and with a Helm release
  // whose API is gone on the way.
  {
    name: "checkout",
    count: 4,
    version: "1.33.7",
    kubelet: "1.33.7",
    available: ["1.33.7", ...NEWER],
    dialect: "providerRolls",
    pool: "general",
    zones: ["eu-west-3a", "eu-west-3b", "eu-west-3c"],
    nodes: 6,
    instanceType: "m6i.xlarge",
    cgroup: "v1",
    osImage: "Amazon Linux 2",
    workloads: [
      ...deployments("checkout", true, "payment"),
      ...deployments("checkout", false, "fraud", "invoice"),
    ],
    other: {
      apiUses: {
        kind: "seen",
        items: [
          {
            by: "requested",
            group: "admissionregistration.k8s.io",
            version: "v1beta1",
            kind: "validatingadmissionpolicies",
            objects: [],
            count: 214,
            who: [],
          },
          {
            by: "last-applied",
            group: "admissionregistration.k8s.io",
            version: "v1beta1",
            kind: "ValidatingAdmissionPolicy",
            objects: ["card-data"],
            count: 1,
            who: ["kubectl-client-side-apply"],
          },
        ],
      },
    },
  },
  // Where developers try things: one minor behind, nothing that would be missed for an hour.
  {
    name: "dev",
    count: 12,
    version: "1.35.2",
    kubelet: "1.35.2",
    available: ["1.35.2", "1.35.4", "1.36.3"],
    dialect: "providerRolls",
    pool: "default",
    zones: ["europe-west1-b"],
    nodes: 3,
    instanceType: "e2-standard-4",
    cgroup: "v2",
    osImage: "Container-Optimized OS",
    workloads: [
      ...deployments("dev", true, "preview", "storybook"),
      ...deployments("dev", false, "mail"),
    ],
  },
  // In the halls: machines of their own, with what they measured on their disks.
  {
    name: "factory",
    count: 5,
    version: "1.35.4",
    kubelet: "1.35.4",
    available: ["1.35.4", "1.36.3"],
    dialect: "weRoll",
    pool: "machines",
    zones: ["hall-1"],
    nodes: 4,
    instanceType: "",
    cgroup: "v2",
    osImage: "Debian GNU/Linux 13",
    workloads: factory,
    other: {
      volumes: volumesOf(factory, "local", (index) => ({
        zones: [],
        hosts: [`machines-${index + 1}`],
      })),
    },
  },
  // The books: databases on disks that one node at a time may write.
  {
    name: "ledger",
    count: 5,
    version: "1.34.4",
    kubelet: "1.34.4",
    available: NEWER,
    dialect: "providerRolls",
    pool: "data",
    zones: ["westeurope-1", "westeurope-2", "westeurope-3"],
    nodes: 6,
    instanceType: "Standard_E8s_v5",
    cgroup: "v2",
    osImage: "Ubuntu 24.04",
    workloads: ledger,
    other: {
      volumes: volumesOf(ledger, "disk.csi.azure.com", (index) => ({
        zones: [`westeurope-${index + 1}`],
        hosts: [],
      })),
    },
  },
  // The nights: work that is pulled from queues, and nothing that anybody reaches from outside.
  {
    name: "batch",
    count: 4,
    version: "1.34.4",
    kubelet: "1.34.4",
    available: NEWER,
    dialect: "providerRolls",
    pool: "workers",
    zones: ["rack-1", "rack-2"],
    nodes: 8,
    instanceType: "c5.4xlarge",
    cgroup: "v2",
    osImage: "Ubuntu 24.04",
    workloads: deployments("batch", false, "render", "billing-run", "exports"),
  },
];
