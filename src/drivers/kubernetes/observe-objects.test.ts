import { expect, it } from "vitest";
import {
  caBundle,
  CERTIFICATE,
  CERTIFICATE_ENDS,
  deployment,
  helmSecret,
  itemsIn,
  observeWith,
} from "./observed-objects.fixture.ts";

/** All that keeps a pod where it is. */
const stuckSpec = {
  terminationGracePeriodSeconds: 600,
  containers: [{ name: "main", image: "reg.example/app@sha256:abc", ports: [{ hostPort: 80 }] }],
  volumes: [
    { name: "scratch", emptyDir: {} },
    { name: "logs", hostPath: { path: "/var/log" } },
    { name: "data", persistentVolumeClaim: { claimName: "data" } },
  ],
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        {
          topologyKey: "kubernetes.io/hostname",
          labelSelector: { matchLabels: { app: "db" } },
        },
      ],
    },
  },
};

/** Of its claim, on one node of one zone. */
const localVolume = {
  apiVersion: "v1",
  kind: "PersistentVolume",
  metadata: { name: "pv-1" },
  spec: {
    local: { path: "/mnt" },
    claimRef: { namespace: "shop", name: "data" },
    persistentVolumeReclaimPolicy: "Delete",
    nodeAffinity: {
      required: {
        nodeSelectorTerms: [
          {
            matchExpressions: [
              { key: "kubernetes.io/hostname", operator: "In", values: ["general-1"] },
              { key: "topology.ebs.csi.aws.com/zone", operator: "In", values: ["eu-1a"] },
            ],
          },
        ],
      },
    },
  },
};

it("workloads with all that keeps their pods where they are", async () => {
  const { workloads, volumes } = await observeWith([
    ...deployment("db", stuckSpec, { metadata: { labels: { team: "payments" } } }),
    localVolume,
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "db", namespace: "shop" },
      spec: { type: "LoadBalancer", selector: { app: "db" } },
    },
  ]);
  expect(itemsIn(workloads).find(({ name }) => name === "db")).toMatchObject({
    kind: "Deployment",
    replicas: 1,
    owner: "payments",
    images: ["reg.example/app"],
    emptyDir: true,
    nodeBound: ["hostPath", "local"],
    claims: 1,
    terminationGraceSeconds: 600,
    onePerNode: true,
    hostPorts: true,
    restarts: 7,
    failing: 1,
    exposed: true,
  });
  expect(itemsIn(volumes)).toEqual([
    {
      name: "pv-1",
      plugin: "local",
      zones: ["eu-1a"],
      hosts: ["general-1"],
      claim: "shop/data",
      workload: "Deployment shop/db",
      reclaimPolicy: "Delete",
    },
  ]);
});

it("workloads of kinds that others brought are `Other`, and of replica sets with an owner theirs", async () => {
  const made = (kind: string, name: string) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `${name}-1`,
      namespace: "shop",
      ownerReferences: [{ kind, name, controller: true }],
    },
    spec: { nodeName: "general-1" },
    status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
  });
  const { workloads } = await observeWith([
    made("StrimziPodSet", "kafka"),
    made("ReplicaSet", "front-5"),
    {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      metadata: {
        name: "front-5",
        namespace: "shop",
        ownerReferences: [{ kind: "Rollout", name: "front", controller: true }],
      },
    },
  ]);
  expect(itemsIn(workloads).filter(({ kind }) => kind === "Other")).toMatchObject([
    { name: "front", replicas: 1, available: 1 },
    { name: "kafka", replicas: 1, available: 1 },
  ]);
});

it("workloads are exposed by an Ingress, and by a route of the Gateway API from another namespace", async () => {
  const service = (name: string) => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: "shop" },
    spec: { type: "ClusterIP", selector: { app: name } },
  });
  const { workloads } = await observeWith([
    service("cart"),
    service("orders"),
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "web", namespace: "shop" },
      spec: { rules: [{ http: { paths: [{ backend: { service: { name: "cart" } } }] } }] },
    },
    {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "HTTPRoute",
      metadata: { name: "web", namespace: "edge" },
      spec: { rules: [{ backendRefs: [{ name: "orders", namespace: "shop" }] }] },
    },
  ]);
  const exposed = itemsIn(workloads).filter((workload) => workload.exposed);
  expect(exposed.map(({ name }) => name)).toEqual(["cart", "orders"]);
});

it("budgets tell what they select, how many pods, and which other budget is over the same pods", async () => {
  const { budgets } = await observeWith([]);
  expect(itemsIn(budgets).find(({ name }) => name === "twice-a")).toMatchObject({
    selects: "app=twice",
    maxUnavailable: "1",
    pods: 2,
    overlaps: [{ with: "shop/twice-b" }, { with: "shop/twice-b" }],
  });
});

const webhook = (name: string, other: object) => ({
  apiVersion: "admissionregistration.k8s.io/v1",
  kind: "ValidatingWebhookConfiguration",
  metadata: { name },
  webhooks: [
    {
      name: `${name}.example`,
      clientConfig: { service: { namespace: "guard", name: "guard" }, caBundle },
      rules: [{ apiGroups: ["", "apps"], resources: ["pods", "deployments"] }],
      ...other,
    },
  ],
});
const slice = (ready: boolean, ...addresses: readonly string[]) => ({
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
  metadata: {
    name: `guard-${ready}`,
    namespace: "guard",
    labels: { "kubernetes.io/service-name": "guard" },
  },
  endpoints: [{ addresses, conditions: { ready } }],
});
const excluding = {
  namespaceSelector: {
    matchExpressions: [
      { key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["kube-system"] },
    ],
  },
};

it("webhooks tell whether anyone answers, what they are asked for, and when their trust ends", async () => {
  const { webhooks, certificates } = await observeWith([
    webhook("strict", {}),
    webhook("lenient", { failurePolicy: "Ignore", timeoutSeconds: 3, ...excluding }),
    slice(true, "10.0.0.1", "10.0.0.2"),
    slice(false, "10.0.0.3"),
  ]);
  expect(itemsIn(webhooks)).toEqual([
    {
      kind: "validating",
      configuration: "lenient",
      name: "lenient.example",
      failurePolicy: "Ignore",
      resources: ["apps/deployments", "apps/pods", "deployments", "pods"],
      target: "guard/guard",
      endpoints: 2,
      sparesKubeSystem: true,
      timeoutSeconds: 3,
      caExpiresAtMs: CERTIFICATE_ENDS,
    },
    expect.objectContaining({
      name: "strict.example",
      failurePolicy: "Fail",
      sparesKubeSystem: false,
      timeoutSeconds: 10,
    }),
  ]);
  expect(itemsIn(certificates)).toContainEqual({
    what: "webhook strict/strict.example",
    expiresAtMs: CERTIFICATE_ENDS,
  });
});

it("webhooks that nobody answers have no endpoints, and a URL shows its host alone", async () => {
  const { webhooks } = await observeWith([
    webhook("alone", {}),
    webhook("far", { clientConfig: { url: "https://user:secret-words@hooks.example:8443/p?q" } }),
  ]);
  expect(itemsIn(webhooks)).toMatchObject([
    { name: "alone.example", endpoints: 0 },
    { name: "far.example", target: "hooks.example:8443" },
  ]);
  expect(itemsIn(webhooks)[1]).not.toHaveProperty("endpoints");
  expect(JSON.stringify(webhooks)).not.toContain("secret-words");
});

it("webhooks are conversions of CRDs and API services of others too", async () => {
  const { webhooks, crds } = await observeWith([
    {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "things.example.com" },
      spec: {
        group: "example.com",
        names: { kind: "Thing", plural: "things" },
        versions: [
          { name: "v1", served: true, storage: true, schema: { huge: true } },
          { name: "v1beta1", served: true, storage: false, deprecated: true },
        ],
        conversion: {
          strategy: "Webhook",
          webhook: { clientConfig: { service: { namespace: "guard", name: "convert" } } },
        },
      },
      status: {
        storedVersions: ["v1beta1", "v1"],
        conditions: [{ type: "Established", status: "True" }],
      },
    },
    {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: "v1beta1.metrics.k8s.io" },
      spec: { group: "metrics.k8s.io", service: { namespace: "kube-system", name: "metrics" } },
    },
    {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: "v1.apps" },
      spec: { group: "apps" },
    },
  ]);
  expect(itemsIn(webhooks)).toMatchObject([
    { kind: "api-service", configuration: "v1beta1.metrics.k8s.io", endpoints: 0 },
    { kind: "conversion", configuration: "things.example.com", target: "guard/convert" },
  ]);
  expect(itemsIn(crds)).toEqual([
    {
      name: "things.example.com",
      group: "example.com",
      kind: "Thing",
      storedVersions: ["v1beta1", "v1"],
      versions: [
        { name: "v1", served: true, storage: true, deprecated: false },
        { name: "v1beta1", served: true, storage: false, deprecated: true },
      ],
      established: true,
    },
  ]);
});

it("certificates of cert-manager and of the cluster itself tell when they end", async () => {
  const { certificates } = await observeWith([
    {
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
      metadata: { name: "web", namespace: "shop" },
      status: { notAfter: "2026-12-24T00:00:00Z" },
    },
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "kube-root-ca.crt", namespace: "kube-system" },
      data: { "ca.crt": CERTIFICATE },
    },
  ]);
  expect(itemsIn(certificates)).toEqual([
    { what: "Certificate shop/web", expiresAtMs: Date.UTC(2026, 11, 24) },
    { what: "cluster's certificate authority", expiresAtMs: CERTIFICATE_ENDS },
  ]);
});

it("nothing secret is in what was seen, wherever it was planted", async () => {
  const secret = "secret-words";
  const annotations = {
    note: secret,
    "kubectl.kubernetes.io/last-applied-configuration": `{"apiVersion":"${secret}"`,
  };
  const spec = {
    containers: [
      {
        name: "main",
        image: "a:1",
        env: [{ name: "PASSWORD", value: secret }],
        args: [secret],
        command: [secret],
      },
    ],
    volumes: [{ name: "v", csi: { volumeAttributes: { key: secret } } }],
  };
  const facts = await observeWith([
    ...deployment("db", spec, { metadata: { annotations } }),
    helmSecret(
      "cm",
      1,
      "deployed",
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  a: ${secret}`,
    ),
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "s", namespace: "shop", annotations },
      data: { a: secret },
    },
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "c", namespace: "shop" },
      data: { a: secret },
    },
    {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name: "pv", annotations },
      spec: { csi: { driver: "d", volumeHandle: secret, volumeAttributes: { a: secret } } },
    },
  ]);
  expect(JSON.stringify(facts)).not.toContain(secret);
});
