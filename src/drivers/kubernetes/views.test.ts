import { describe, expect, it } from "vitest";
import { budgetSchema, budgetViews } from "./budget-view.ts";
import { podSchema, podView } from "./pod-view.ts";
import {
  daemonSetSchema,
  daemonSetView,
  replicatedSchema,
  replicatedView,
} from "./workload-view.ts";

const named = { namespace: "shop", name: "web-1", uid: "u-1" };

describe("a pod as the port shows it", () => {
  it("is read whole", () => {
    const pod = {
      metadata: {
        ...named,
        labels: { app: "web" },
        annotations: { "kubernetes.io/config.mirror": "x" },
        deletionTimestamp: "2026-11-21T00:00:00Z",
        ownerReferences: [{ kind: "Other" }, { kind: "ReplicaSet", controller: true }],
      },
      spec: {
        nodeName: "a-1",
        volumes: [
          { name: "c", configMap: {} },
          { name: "t", emptyDir: {} },
        ],
      },
      status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
    };
    expect(podView(podSchema.parse(pod))).toEqual({
      ...named,
      node: "a-1",
      labels: { app: "web" },
      phase: "Running",
      ready: true,
      terminating: true,
      goneByMs: Date.parse("2026-11-21T00:00:00Z"),
      controller: "ReplicaSet",
      mirror: true,
      emptyDir: true,
    });
  });

  it.each([
    ["a deployment's", "ReplicaSet", "web-6f7d", "6f7d", { kind: "Deployment", name: "web" }],
    ["a replica set's own", "ReplicaSet", "web", "6f7d", { kind: "ReplicaSet", name: "web" }],
    ["one without a hash", "ReplicaSet", "web-6f7d", "", { kind: "ReplicaSet", name: "web-6f7d" }],
    ["a stateful set's", "StatefulSet", "db", "", { kind: "StatefulSet", name: "db" }],
    ["a job's", "Job", "nightly-29", "", { kind: "Job", name: "nightly-29" }],
  ])("names the workload of %s", (_, kind, name, hash, workload) => {
    const labels = hash === "" ? {} : { "pod-template-hash": hash };
    const ownerReferences = [{ kind, name, controller: true }];
    const pod = podSchema.parse({ metadata: { ...named, labels, ownerReferences } });
    expect(podView(pod).workload).toEqual(workload);
  });

  it.each([
    [{ labels: { team: "payments" } }, "payments"],
    [{ annotations: { "a8r.io/owner": "ana" }, labels: { team: "payments" } }, "ana"],
    [{ annotations: { "fleetlift.dev/owner": "" }, labels: { owner: "ops" } }, "ops"],
    [{ labels: { app: "web" } }, undefined],
  ])("says who answers for it: %j", (words, ownedBy) => {
    expect(podView(podSchema.parse({ metadata: { ...named, ...words } })).ownedBy).toBe(ownedBy);
  });

  it("that is bare and not bound says so", () => {
    expect(podView(podSchema.parse({ metadata: named, status: { phase: "Pending" } }))).toEqual({
      ...named,
      node: "",
      labels: {},
      phase: "Pending",
      ready: false,
      terminating: false,
      controller: "",
      mirror: false,
      emptyDir: false,
    });
  });
});

function budget(spec: object, status?: object) {
  const metadata = { namespace: "shop", name: "web", generation: 2 };
  return budgetViews([budgetSchema.parse({ metadata, spec, status })]);
}

const counts = { disruptionsAllowed: 1, currentHealthy: 4, desiredHealthy: 3, expectedPods: 4 };

describe("a budget as the port shows it", () => {
  it("is read whole", () => {
    const selector = {
      matchLabels: { app: "web" },
      matchExpressions: [{ key: "tier", operator: "In", values: ["a"] }],
    };
    expect(budget({ selector }, { observedGeneration: 2, ...counts })).toEqual([
      { namespace: "shop", name: "web", selector, ...counts },
    ]);
  });

  it("that its controller has not looked at since a change allows nothing", () => {
    const [view] = budget({ selector: {} }, { observedGeneration: 1, ...counts });
    expect(view).toMatchObject({ disruptionsAllowed: 0, currentHealthy: 4 });
  });

  it.each([
    ["AlwaysAllow", "AlwaysAllow"],
    ["IfHealthyBudget", undefined],
    ["SomethingLater", undefined],
  ])("with the policy %s for pods that are not ready says %s", (written, shown) => {
    const [view] = budget({ selector: {}, unhealthyPodEvictionPolicy: written });
    expect(view?.unhealthyPodEvictionPolicy).toBe(shown);
  });

  it("that is new allows nothing", () => {
    expect(budget({ selector: {} })).toMatchObject([{ disruptionsAllowed: 0, expectedPods: 0 }]);
  });

  it("without a selector covers nothing and is left out; an empty selector covers all and is not", () => {
    expect(budget({})).toEqual([]);
    expect(budget({ selector: {} })).toMatchObject([{ selector: {} }]);
  });
});

describe("a workload as the port shows it", () => {
  it("wants one replica when it does not say how many, and none when it says none", () => {
    const of = (spec?: object) =>
      replicatedView("Deployment", replicatedSchema.parse({ metadata: named, spec }));
    expect(of()).toMatchObject({ kind: "Deployment", desired: 1, available: 0 });
    expect(of({ replicas: 0 })).toMatchObject({ desired: 0 });
  });

  it("counts what is available", () => {
    const set = { metadata: named, spec: { replicas: 3 }, status: { availableReplicas: 2 } };
    expect(replicatedView("StatefulSet", replicatedSchema.parse(set))).toEqual({
      kind: "StatefulSet",
      namespace: "shop",
      name: "web-1",
      desired: 3,
      available: 2,
    });
  });

  it.each([
    ["is believed when its status is of its newest change", 3, 3, undefined],
    ["is behind when its status is of before", 3, 2, true],
    ["is behind when nobody has looked at it yet", 1, undefined, true],
  ])("%s", (_, generation, observedGeneration, behind) => {
    const object = { metadata: { ...named, generation }, status: { observedGeneration } };
    expect(replicatedView("Deployment", replicatedSchema.parse(object)).behind).toBe(behind);
    expect(daemonSetView(daemonSetSchema.parse(object)).behind).toBe(behind);
  });

  it("on every node wants as many as its controller counted", () => {
    const status = { desiredNumberScheduled: 6, numberAvailable: 5 };
    expect(daemonSetView(daemonSetSchema.parse({ metadata: named, status }))).toMatchObject({
      kind: "DaemonSet",
      desired: 6,
      available: 5,
    });
  });
});
