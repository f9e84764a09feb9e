import type { Provider } from "../../model/fleet.ts";
import type { Check } from "../check.ts";

interface Unseen {
  readonly what: string;
  readonly why: string;
  readonly help: string;
}

/**
 * What decides over an upgrade at a provider and cannot be read through the cluster's own API. It
 * is said rather than left out: a check that nobody made is no check that passed.
 */
const UNSEEN: Readonly<Partial<Record<Provider["kind"], readonly Unseen[]>>> = {
  eks: [
    {
      what: "free addresses in the subnets",
      why: "an upgrade of the control plane needs up to five free addresses, new nodes and their pods need more",
      help: "aws ec2 describe-subnets shows AvailableIpAddressCount of the cluster's subnets",
    },
    {
      what: "health that EKS reports of the control plane, node groups and add-ons",
      why: "EKS refuses an update of what it reports as unhealthy",
      help: "aws eks describe-cluster, describe-nodegroup and describe-addon show health.issues; aws eks list-insights shows more",
    },
    {
      what: "quotas of EC2 and EBS",
      why: "nodes that are added first count against the quotas",
      help: "aws service-quotas list-service-quotas --service-code ec2",
    },
    {
      what: "launch templates with newer versions",
      why: "a node group that waits for a newer template version changes more than its Kubernetes",
      help: "compare the node group's template version with the latest: aws ec2 describe-launch-templates",
    },
  ],
  gke: [
    {
      what: "quotas and addresses of the project",
      why: "nodes that are added first count against them",
      help: "gcloud compute regions describe REGION shows quotas; see the ranges of the node subnet too",
    },
    {
      what: "maintenance windows and exclusions of GKE",
      why: "an exclusion keeps GKE from upgrading, and its own upgrades may come in between",
      help: "gcloud container clusters describe NAME shows maintenancePolicy",
    },
  ],
  aks: [
    {
      what: "quotas and free addresses of the node subnet",
      why: "nodes that are added first, and their pods, need both",
      help: "az vm list-usage --location LOCATION, and az network vnet subnet show for the subnet",
    },
    {
      what: "state of the managed cluster and its node pools",
      why: "AKS refuses to upgrade what is in a failed state",
      help: "az aks show --query provisioningState, and az aks nodepool list",
    },
  ],
  openshift: [
    {
      what: "conditions of the ClusterVersion and the ClusterOperators",
      why: "an operator that says Upgradeable=False stops the next minor",
      help: "oc adm upgrade, and oc get clusteroperators",
    },
  ],
};

export const providerLimits: Check = {
  name: "provider-limits",
  sees: "what only the provider's own API tells: addresses, quotas, health of managed parts",
  levels: ["Not checked"],
  peers: [
    "eksup AWS001",
    "eksup AWS002",
    "eksup AWS003",
    "eksup AWS004",
    "eksup AWS005",
    "eksup EKS001",
    "eksup EKS002",
    "eksup EKS003",
    "eksup EKS004",
    "eksup EKS006",
    "eksup EKS007",
  ],
  reads: [],
  notHere: ({ provider }) =>
    UNSEEN[provider] === undefined
      ? `nothing of the sort is known of provider ${provider}`
      : undefined,
  find: ({ provider }) =>
    (UNSEEN[provider] ?? []).map(({ what, why, help }) => ({
      level: "Not checked",
      object: what,
      evidence: [],
      why: `${why}; it is not seen through the cluster's API`,
      help,
    })),
};
