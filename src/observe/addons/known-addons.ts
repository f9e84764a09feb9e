import type { AddonFacts } from "../../model/cluster-facts.ts";

/** How an add-on is recognised. */
export interface KnownAddon {
  /** As the knowledge calls it, where the knowledge has it. */
  readonly name: string;
  readonly part?: AddonFacts["part"];
  /** The end of the image's name, registry and tag left off: mirrors keep at least that. */
  readonly images: readonly RegExp[];
  /** Values of `app.kubernetes.io/name`, for images that others renamed. */
  readonly labels?: readonly string[];
  /** Names of charts, for what has no image of its own; the version is the chart's where `byChart`. */
  readonly charts?: readonly string[];
  readonly byChart?: true;
}

const image = (pattern: string): RegExp => new RegExp(`(^|/)${pattern}$`);

/** In the order in which they are tried; the first that fits an image is it. */
export const KNOWN_ADDONS: readonly KnownAddon[] = [
  { name: "istio", part: "control-plane", images: [image("(istio/)?pilot")], labels: ["istiod"] },
  {
    name: "istio",
    part: "proxies",
    images: [image("(istio/)?proxyv2"), image("istio/ztunnel"), image("ztunnel")],
  },
  {
    name: "linkerd",
    part: "control-plane",
    images: [image("linkerd/controller"), image("linkerd2?/policy-controller")],
  },
  { name: "linkerd", part: "proxies", images: [image("linkerd/proxy")] },
  { name: "coredns", images: [image("coredns")], labels: ["coredns"] },
  { name: "kube-dns", images: [image("k8s-dns-kube-dns(-amd64)?")] },
  { name: "node-local-dns", images: [image("k8s-dns-node-cache")] },
  { name: "kube-proxy", images: [image("kube-proxy(-amd64|-minimal)?")] },
  { name: "aws-vpc-cni", images: [image("amazon-k8s-cni")], labels: ["aws-node"] },
  {
    name: "aws-ebs-csi",
    images: [image("aws-ebs-csi-driver")],
    labels: ["aws-ebs-csi-driver"],
  },
  {
    name: "aws-efs-csi",
    images: [image("aws-efs-csi-driver")],
    labels: ["aws-efs-csi-driver"],
  },
  {
    name: "aws-load-balancer-controller",
    images: [image("aws-(alb-ingress|load-balancer)-controller")],
    labels: ["aws-load-balancer-controller"],
  },
  { name: "calico", images: [image("calico/(node|kube-controllers|typha)"), image("calico-node")] },
  { name: "tigera-operator", images: [image("tigera/operator")] },
  {
    name: "cilium",
    images: [image("cilium/(cilium|operator(-[a-z]+)?)")],
    labels: ["cilium-agent", "cilium-operator"],
  },
  { name: "flannel", images: [image("flannel(cni)?/flannel"), image("mirrored-flannel")] },
  {
    name: "cert-manager",
    images: [
      image("(jetstack/)?cert-manager-(controller|webhook|cainjector)"),
      image("cert-manager/(controller|webhook|cainjector)"),
    ],
    labels: ["cert-manager"],
  },
  {
    name: "cluster-autoscaler",
    images: [image("cluster-autoscaler(-(amd64|arm64))?")],
    labels: ["cluster-autoscaler", "aws-cluster-autoscaler"],
  },
  {
    name: "karpenter",
    images: [image("karpenter/controller"), image("karpenter/karpenter")],
    labels: ["karpenter"],
  },
  { name: "external-dns", images: [image("external-dns")], labels: ["external-dns"] },
  {
    name: "ingress-nginx",
    images: [image("ingress-nginx/controller(-chroot)?"), image("nginx-ingress-controller")],
    labels: ["ingress-nginx"],
  },
  {
    name: "metrics-server",
    images: [image("metrics-server(-amd64)?")],
    labels: ["metrics-server"],
  },
  { name: "velero", images: [image("velero/velero")], labels: ["velero"] },
  {
    name: "argo-cd",
    images: [image("argoproj/argocd"), image("argo-?cd")],
    labels: ["argocd-server", "argocd-application-controller", "argocd-repo-server"],
  },
  { name: "argo-rollouts", images: [image("argoproj/argo-rollouts")], labels: ["argo-rollouts"] },
  {
    name: "external-snapshotter",
    images: [image("snapshot-controller")],
    labels: ["snapshot-controller"],
  },
  { name: "prometheus-operator", images: [image("prometheus-operator/prometheus-operator")] },
  {
    name: "kube-prometheus-stack",
    images: [],
    charts: ["kube-prometheus-stack"],
    byChart: true,
  },
  { name: "kube-state-metrics", images: [image("kube-state-metrics")] },
  { name: "gatekeeper", images: [image("openpolicyagent/gatekeeper")], labels: ["gatekeeper"] },
  { name: "kyverno", images: [image("kyverno/kyverno")], labels: ["kyverno"] },
  {
    name: "external-secrets",
    images: [image("external-secrets/external-secrets")],
    labels: ["external-secrets"],
  },
  { name: "keda", images: [image("kedacore/keda")], labels: ["keda-operator"] },
  { name: "flux", images: [image("fluxcd/(source|kustomize|helm)-controller")] },
  { name: "traefik", images: [image("(library/)?traefik")], labels: ["traefik"] },
  { name: "contour", images: [image("projectcontour/contour")] },
  { name: "rook-ceph", images: [image("rook/ceph")], labels: ["rook-ceph-operator"] },
  { name: "longhorn", images: [image("longhornio/longhorn-manager")] },
  { name: "metallb", images: [image("metallb/controller")], labels: ["metallb"] },
  { name: "vertical-pod-autoscaler", images: [image("autoscaling/vpa-recommender")] },
  { name: "nvidia-gpu-operator", images: [image("nvidia/gpu-operator")] },
  { name: "crossplane", images: [image("crossplane/crossplane")], labels: ["crossplane"] },
  { name: "sealed-secrets", images: [image("(bitnami/)?sealed-secrets-controller")] },
  { name: "strimzi", images: [image("strimzi/operator")] },
  { name: "cloudnative-pg", images: [image("cloudnative-pg/cloudnative-pg")] },
  { name: "kured", images: [image("kubereboot/kured")], labels: ["kured"] },
  { name: "descheduler", images: [image("descheduler/descheduler")], labels: ["descheduler"] },
  { name: "azure-disk-csi", images: [image("azuredisk-csi")] },
  { name: "gce-pd-csi", images: [image("gcp-compute-persistent-disk-csi-driver")] },
];
