import { readDocuments } from "../spec/read-documents.ts";
import { buildWorld } from "./build-world.ts";
import { worldDocumentKind } from "./world-document-kind.ts";
import type { WorldDocument } from "./world-document.ts";
import type { WorldState } from "./world-state.ts";

/** When the small world begins. */
export const SMALL_WORLD_START_MS = Date.parse("2026-11-23T08:00:00Z");

/**
 * A world with one cluster, `shop`, for tests: a pool of each dialect, a deployment and a stateful
 * set under budgets, pods of every kind, and one deployment (`twice`) that two budgets cover.
 */
export function smallWorldText(faults: readonly object[] = []): string {
  return `
apiVersion: fleetlift.dev/v1alpha1
kind: World
metadata: { name: small }
spec:
  seed: small
  start: "2026-11-23T08:00:00Z"
  versions: ["1.33.13", "1.34.4", "1.35.3", "1.35.4", "1.36.3"]
  templates:
    - name: shop
      pools:
        - { name: system, dialect: providerRolls, size: 2, podsPerNode: 10 }
        - { name: general, dialect: weRoll, size: 3, podsPerNode: 10 }
      workloads:
        - { kind: Deployment, namespace: kube-system, name: coredns, replicas: 2, pool: system }
        - { kind: DaemonSet, namespace: kube-system, name: kube-proxy }
        - { kind: StaticPod, namespace: kube-system, name: node-agent, pool: general }
        - { kind: Deployment, namespace: shop, name: cart, replicas: 6, pool: general }
        - { kind: StatefulSet, namespace: shop, name: orders, replicas: 3, pool: general, volume: true }
        - { kind: Deployment, namespace: shop, name: twice, replicas: 2, pool: general, emptyDir: true }
        - { kind: Pod, namespace: shop, name: bare, pool: general }
        - { kind: Pod, namespace: shop, name: import-job, pool: general, finished: Succeeded }
      budgets:
        - { namespace: kube-system, name: coredns, minAvailable: 1 }
        - { namespace: shop, name: cart, minAvailable: 4 }
        - { namespace: shop, name: orders, maxUnavailable: 1 }
        - { namespace: shop, name: twice-a, selector: { matchLabels: { app: twice } }, maxUnavailable: 1 }
        - { namespace: shop, name: twice-b, selector: { matchLabels: { app: twice } }, maxUnavailable: 1 }
  clusters:
    - { name: shop, template: shop, version: "1.34.4", region: eu-west-3, faults: ${JSON.stringify(faults)} }
`;
}

/** The document of the small world, with faults as people write them. */
export function smallWorldDocument(faults: readonly object[] = []): WorldDocument {
  const read = readDocuments(smallWorldText(faults), "small.yaml", { World: worldDocumentKind });
  const document = read.kind === "read" ? read.documents[0]?.document : undefined;
  if (document === undefined) throw new Error(JSON.stringify(read));
  return document;
}

export function smallWorld(faults: readonly object[] = []): WorldState {
  return buildWorld(smallWorldDocument(faults));
}
