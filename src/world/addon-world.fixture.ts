import { readDocuments } from "../spec/read-documents.ts";
import { buildWorld } from "./build-world.ts";
import { worldDocumentKind } from "./world-document-kind.ts";
import type { WorldDocument } from "./world-document.ts";
import type { WorldState } from "./world-state.ts";

/** When it begins. */
export const ADDON_WORLD_START_MS = Date.parse("2026-11-23T08:00:00Z");

/**
 * A world with one cluster, `shop`, that has add-ons: CoreDNS, cert-manager with CRDs, and Istio
 * with its proxies beside the pods of three workloads.
 */
export function addonWorldText(faults: readonly object[] = []): string {
  return `
apiVersion: fleetlift.dev/v1alpha1
kind: World
metadata: { name: add-ons }
spec:
  seed: add-ons
  start: "2026-11-23T08:00:00Z"
  versions: ["1.34.4", "1.35.4", "1.36.3"]
  templates:
    - name: shop
      pools:
        - { name: general, dialect: weRoll, size: 4, podsPerNode: 15 }
      workloads:
        - { kind: Deployment, namespace: kube-system, name: coredns, replicas: 2 }
        - { kind: Deployment, namespace: cert-manager, name: cert-manager }
        - { kind: Deployment, namespace: cert-manager, name: webhook }
        - { kind: Deployment, namespace: istio-system, name: istiod, replicas: 2 }
        - { kind: Deployment, namespace: shop, name: cart, replicas: 6 }
        - { kind: StatefulSet, namespace: shop, name: orders, replicas: 3 }
        - { kind: DaemonSet, namespace: shop, name: agent }
        - { kind: Deployment, namespace: shop, name: batch, replicas: 2, image: "shop/batch:7" }
      addons:
        - name: coredns
          version: "1.11.3"
          image: "registry.k8s.io/coredns/coredns:v{version}"
          workloads: [kube-system/coredns]
          managedBy: { kind: manifests, name: kubeadm }
          releases:
            - { version: "1.12.0" }
            - { version: "1.12.1" }
        - name: cert-manager
          version: "1.19.2"
          image: "quay.io/jetstack/cert-manager-controller:v{version}"
          workloads: [cert-manager/cert-manager, cert-manager/webhook]
          minorsAtOnce: 1
          releases:
            - version: "1.19.2"
              crds:
                - { name: issuers.cert-manager.io, kind: Issuer, versions: [v1beta1] }
            - version: "1.20.1"
              crds:
                - { name: issuers.cert-manager.io, kind: Issuer, versions: [v1beta1, v1] }
            - version: "1.21.0"
              crds:
                - { name: issuers.cert-manager.io, kind: Issuer, versions: [v1] }
        - name: istio
          version: "1.28.1"
          image: "docker.io/istio/pilot:{version}"
          workloads: [istio-system/istiod]
          proxies:
            image: "docker.io/istio/proxyv2:{version}"
            workloads: [shop/cart, shop/orders, shop/agent]
          releases:
            - { version: "1.28.1", kubernetes: { from: "1.30", to: "1.34" } }
            - { version: "1.29.2", kubernetes: { from: "1.31", to: "1.35" } }
            - { version: "1.30.1", kubernetes: { from: "1.32", to: "1.36" } }
  clusters:
    - { name: shop, template: shop, version: "1.34.4", faults: ${JSON.stringify(faults)} }
`;
}

export function addonWorldDocument(faults: readonly object[] = []): WorldDocument {
  const read = readDocuments(addonWorldText(faults), "add-ons.yaml", { World: worldDocumentKind });
  const document = read.kind === "read" ? read.documents[0]?.document : undefined;
  if (document === undefined) throw new Error(JSON.stringify(read));
  return document;
}

export function addonWorld(faults: readonly object[] = []): WorldState {
  return buildWorld(addonWorldDocument(faults));
}
