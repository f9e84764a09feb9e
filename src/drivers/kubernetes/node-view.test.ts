import { describe, expect, it } from "vitest";
import { nodeSchema, nodeView } from "./node-view.ts";

function node(parts: {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec?: object;
  readonly status?: object;
}) {
  const { labels, annotations, spec, status } = parts;
  const metadata = { name: "a-1", resourceVersion: "7", labels, annotations };
  return nodeView(nodeSchema.parse({ metadata, spec, status }));
}

describe("a node as the port shows it", () => {
  it("is read whole", () => {
    expect(
      node({
        labels: { pool: "a" },
        annotations: { "fleetlift.dev/cordoned-by": "shop/staging" },
        spec: {
          unschedulable: true,
          taints: [{ key: "fleetlift.dev/leaving", effect: "PreferNoSchedule" }],
        },
        status: {
          conditions: [
            { type: "MemoryPressure", status: "False" },
            { type: "Ready", status: "True" },
          ],
          nodeInfo: { kubeletVersion: "v1.34.4" },
        },
      }),
    ).toEqual({
      name: "a-1",
      pool: "a",
      kubeletVersion: "1.34.4",
      ready: true,
      unschedulable: true,
      cordonedBy: "shop/staging",
      avoided: true,
    });
  });

  it("that has only just been made is not ready and has no version", () => {
    expect(node({})).toEqual({
      name: "a-1",
      pool: "",
      kubeletVersion: "",
      ready: false,
      unschedulable: false,
      cordonedBy: undefined,
      avoided: false,
    });
  });

  it("whose kubelet went silent is not ready", () => {
    expect(node({ status: { conditions: [{ type: "Ready", status: "Unknown" }] } }).ready).toBe(
      false,
    );
  });

  it("that somebody uncordoned by hand is not cordoned by us, whatever the annotation says", () => {
    const annotations = { "fleetlift.dev/cordoned-by": "shop/staging" };
    expect(node({ annotations }).cordonedBy).toBeUndefined();
  });

  it("with our taint's key under another effect is not ours", () => {
    const taints = [{ key: "fleetlift.dev/leaving", effect: "NoSchedule" }];
    expect(node({ spec: { taints } }).avoided).toBe(false);
  });

  it.each([
    ["fleetlift.dev/pool", { "fleetlift.dev/pool": "x", pool: "y" }],
    ["pool", { pool: "x", "eks.amazonaws.com/nodegroup": "y" }],
    ["EKS", { "eks.amazonaws.com/nodegroup": "x" }],
    ["GKE", { "cloud.google.com/gke-nodepool": "x" }],
    ["AKS", { "kubernetes.azure.com/agentpool": "x" }],
    ["Karpenter", { "karpenter.sh/nodepool": "x" }],
    ["Cluster API", { "node.cluster.x-k8s.io/pool": "x" }],
  ])("takes its pool from the label of %s", (_, labels) => {
    expect(node({ labels }).pool).toBe("x");
  });
});
