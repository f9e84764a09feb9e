import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import type { BudgetView, ClusterPort, NodeView, PodView } from "./cluster-port.ts";
import { type Patience, until } from "./until.suite.ts";

/** A cluster for this suite alone, with everything in it running and ready. It is left as it was. */
export interface ClusterFixture extends Patience {
  readonly cluster: ClusterPort;
  /** Version of every kubelet. */
  readonly version: string;
  /** Pool with at least two nodes on which the deployment's pods run, as the pool label names it. */
  readonly pool: string;
  /** A deployment of four pods or more; its budget allows at least one, and not all, to be disrupted. */
  readonly deployment: Named;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly budget: Named;
  /** Labels of pods in the deployment's namespace that two budgets cover, where there are such. */
  readonly twiceCovered?: Readonly<Record<string, string>>;
  /** A volume that is attached to a node of the pool for as long as the suite runs, where there is one. */
  readonly attachedVolume?: string;
  /** A pod that has run to its end, where there is one. */
  readonly finishedPod?: Named;
  close(): Promise<void>;
}

export interface Named {
  readonly namespace: string;
  readonly name: string;
}

const OURS = "suite/ours";
const OTHERS = "suite/others";

/** What every ClusterPort keeps to, held by the simulated world and by real API servers alike. */
export function clusterPortSuite(
  name: string,
  { open }: { readonly open: () => Promise<ClusterFixture> },
): void {
  describe(`ClusterPort: ${name}`, () => {
    let hands: Hands;

    beforeAll(async () => {
      hands = handsFor(await open());
    });
    afterAll(() => hands.fixture.close());

    for (const [title, test] of Object.entries(tests)) {
      it(title, (context) => test(hands, context));
    }
  });
}

type Hands = ReturnType<typeof handsFor>;

/** What the tests get at the cluster with. */
function handsFor(fixture: ClusterFixture) {
  const { cluster } = fixture;
  const nodeNamed = async (node: string): Promise<NodeView> =>
    present((await cluster.nodes()).find((one) => one.name === node));
  const someNode = async (): Promise<NodeView> =>
    present((await cluster.nodes()).find((node) => node.pool === fixture.pool));
  const podsWith = async (labels: Readonly<Record<string, string>>): Promise<PodView[]> =>
    (await cluster.pods()).filter(
      (pod) =>
        pod.namespace === fixture.deployment.namespace &&
        Object.entries(labels).every(([key, value]) => pod.labels[key] === value),
    );
  const runningPods = async (): Promise<readonly PodView[]> =>
    (await podsWith(fixture.podLabels)).filter((pod) => pod.ready && !pod.terminating);
  const budget = async (): Promise<BudgetView> =>
    present((await cluster.budgets()).find((one) => isNamed(one, fixture.budget)));
  const deployment = async () =>
    present((await cluster.workloads()).find((one) => isNamed(one, fixture.deployment)));
  /** Every replica is back, and nothing of the deployment is ending. */
  const settled = () =>
    until(
      fixture,
      async () => ({
        deployment: await deployment(),
        pods: await podsWith(fixture.podLabels),
        budget: await budget(),
      }),
      (seen) =>
        seen.deployment.available === seen.deployment.desired &&
        seen.pods.length === seen.deployment.desired &&
        seen.pods.every((pod) => pod.ready && !pod.terminating) &&
        seen.budget.currentHealthy === seen.deployment.desired,
    );
  return {
    fixture,
    cluster,
    nodeNamed,
    someNode,
    podsWith,
    runningPods,
    budget,
    deployment,
    settled,
  };
}

type Test = (hands: Hands, context: TestContext) => Promise<void>;

const tests: Readonly<Record<string, Test>> = {
  "has an identity that stays the same": async ({ cluster }) => {
    const identity = await cluster.identity();
    expect(identity).not.toBe("");
    expect(await cluster.identity()).toBe(identity);
  },

  "says that its API is ready": async ({ cluster }) => {
    expect(await cluster.readiness()).toMatchObject({ ready: true });
  },

  "shows nodes with pool, version and state": async ({ fixture, cluster }) => {
    const nodes = (await cluster.nodes()).filter((node) => node.pool === fixture.pool);
    expect(nodes.length).toBeGreaterThanOrEqual(2);
    for (const node of nodes) {
      expect(node).toMatchObject({
        kubeletVersion: fixture.version,
        ready: true,
        unschedulable: false,
        avoided: false,
      });
      expect(node.cordonedBy).toBeUndefined();
    }
  },

  "shows the pods of one node, the same as among all pods": async ({ cluster, runningPods }) => {
    const [one] = await runningPods();
    const node = present(one).node;
    const onNode = await cluster.pods({ node });
    const all = (await cluster.pods()).filter((pod) => pod.node === node);
    expect(onNode.map((pod) => pod.uid).toSorted()).toEqual(all.map((pod) => pod.uid).toSorted());
    expect(onNode.length).toBeGreaterThan(0);
  },

  "shows a deployment with all its replicas, and its pods as a controller's": async ({
    fixture,
    settled,
  }) => {
    const { deployment: seen, pods } = await settled();
    expect(seen).toMatchObject({ kind: "Deployment", ...fixture.deployment });
    expect(seen.desired).toBeGreaterThanOrEqual(4);
    // At rest its status is of its newest change.
    expect(seen.behind).toBeUndefined();
    for (const pod of pods) {
      expect(pod).toMatchObject({ phase: "Running", mirror: false, controller: "ReplicaSet" });
      expect(pod.uid).not.toBe("");
    }
  },

  "shows a budget whose numbers agree": async ({ settled }) => {
    const { deployment: seen, budget: status } = await settled();
    expect(status.expectedPods).toBe(seen.desired);
    expect(status.disruptionsAllowed).toBe(status.currentHealthy - status.desiredHealthy);
    expect(status.disruptionsAllowed).toBeGreaterThanOrEqual(1);
    expect(status.desiredHealthy).toBeGreaterThanOrEqual(1);
  },

  "puts the avoid taint on a node and takes it off, also twice": async ({
    cluster,
    nodeNamed,
    someNode,
  }) => {
    const { name: node } = await someNode();
    await cluster.avoid(node, true);
    await cluster.avoid(node, true);
    expect(await nodeNamed(node)).toMatchObject({ avoided: true, unschedulable: false });
    await cluster.avoid(node, false);
    await cluster.avoid(node, false);
    expect((await nodeNamed(node)).avoided).toBe(false);
  },

  "cordons with the owner's name, and knows its own cordon again": async ({
    cluster,
    nodeNamed,
    someNode,
  }) => {
    const { name: node } = await someNode();
    expect(await cluster.cordon(node, OURS)).toEqual({ kind: "cordoned" });
    expect(await nodeNamed(node)).toMatchObject({ unschedulable: true, cordonedBy: OURS });
    expect(await cluster.cordon(node, OURS)).toEqual({ kind: "alreadyOurs" });
    await cluster.uncordon(node, OURS);
    await cluster.uncordon(node, OURS);
    const free = await nodeNamed(node);
    expect(free.unschedulable).toBe(false);
    expect(free.cordonedBy).toBeUndefined();
  },

  "leaves the cordon of another as it is": async ({ cluster, nodeNamed, someNode }) => {
    const { name: node } = await someNode();
    await cluster.cordon(node, OTHERS);
    expect(await cluster.cordon(node, OURS)).toEqual({ kind: "alreadyByOther" });
    await cluster.uncordon(node, OURS);
    expect(await nodeNamed(node)).toMatchObject({ unschedulable: true, cordonedBy: OTHERS });
    await cluster.uncordon(node, OTHERS);
    expect((await nodeNamed(node)).unschedulable).toBe(false);
  },

  "quarantines a node with its reason, and opens what it had cordoned in the same change": async ({
    cluster,
    nodeNamed,
    someNode,
  }) => {
    const { name: node } = await someNode();
    await cluster.cordon(node, OURS);
    const mark = { owner: OURS, reason: "held by PDB shop/web: 0 of 3", atMs: 1_800_000_000_000 };
    await cluster.quarantine(node, { ...mark, tries: 1 });
    const marked = await nodeNamed(node);
    expect(marked).toMatchObject({ unschedulable: false, quarantine: { ...mark, tries: 1 } });
    expect(marked.cordonedBy).toBeUndefined();
    await cluster.quarantine(node, { ...mark, tries: 2 });
    expect((await nodeNamed(node)).quarantine?.tries).toBe(2);
    await cluster.release(node, OTHERS);
    expect((await nodeNamed(node)).quarantine?.owner).toBe(OURS);
    await cluster.release(node, OURS);
    await cluster.release(node, OURS);
    expect((await nodeNamed(node)).quarantine).toBeUndefined();
  },

  "quarantines a node that another cordoned, and leaves that cordon": async ({
    cluster,
    nodeNamed,
    someNode,
  }) => {
    const { name: node } = await someNode();
    await cluster.cordon(node, OTHERS);
    await cluster.quarantine(node, { owner: OURS, reason: "why", atMs: 0, tries: 1 });
    expect(await nodeNamed(node)).toMatchObject({ unschedulable: true, cordonedBy: OTHERS });
    await cluster.release(node, OURS);
    await cluster.uncordon(node, OTHERS);
    expect((await nodeNamed(node)).unschedulable).toBe(false);
  },

  "shows a volume with the node that it is attached to": async ({ fixture, cluster }, context) => {
    const { attachedVolume } = fixture;
    if (attachedVolume === undefined) return context.skip();
    const of = new Set((await cluster.nodes()).map((node) => node.name));
    const seen = present(
      (await cluster.attachments()).find((one) => one.volume === attachedVolume),
    );
    expect(of).toContain(seen.node);
  },

  "takes a node that is gone as done": async ({ cluster }) => {
    const gone = "a-node-that-never-was";
    expect(await cluster.cordon(gone, OURS)).toEqual({ kind: "gone" });
    await expect(cluster.uncordon(gone, OURS)).resolves.toBeUndefined();
    await expect(cluster.avoid(gone, true)).resolves.toBeUndefined();
    const mark = { owner: OURS, reason: "", atMs: 0, tries: 1 };
    await expect(cluster.quarantine(gone, mark)).resolves.toBeUndefined();
    await expect(cluster.release(gone, OURS)).resolves.toBeUndefined();
  },

  "evicts a pod that the budget lets go; its controller makes another": async ({
    fixture,
    cluster,
    settled,
  }) => {
    const { pods, deployment: before } = await settled();
    const pod = present(pods[0]);
    expect(await cluster.evict(pod)).toEqual({ kind: "accepted" });
    await until(
      fixture,
      () => cluster.pods(),
      (seen) => !seen.some((one) => one.uid === pod.uid && !one.terminating),
    );
    const after = await settled();
    expect(after.pods.map((one) => one.uid)).not.toContain(pod.uid);
    expect(after.deployment).toEqual(before);
    expect(await cluster.evict(pod)).toEqual({ kind: "gone" });
  },

  "puts no new pod on a cordoned node": async ({ fixture, cluster, podsWith, settled }) => {
    const { pods } = await settled();
    const pod = present(pods[0]);
    const nodes = (await cluster.nodes()).map((node) => node.name);
    for (const node of nodes) await cluster.cordon(node, OURS);
    await cluster.evict(pod);
    const known = new Set(pods.map((one) => one.uid));
    const newPods = async (): Promise<readonly PodView[]> =>
      (await podsWith(fixture.podLabels)).filter((one) => !known.has(one.uid));
    await until(fixture, newPods, (seen) => seen.length > 0);
    // Time enough for a scheduler that saw any way.
    for (let look = 0; look < 3; look += 1) await fixture.clock.sleep(fixture.lookEveryMs);
    expect((await newPods()).map((one) => one.node)).toEqual([""]);
    for (const node of nodes) await cluster.uncordon(node, OURS);
    await settled();
  },

  "never hits a pod of another UID": async ({ cluster, settled }) => {
    const { pods } = await settled();
    const pod = present(pods[0]);
    const { kind } = await cluster.evict({ ...pod, uid: "11111111-1111-4111-8111-111111111111" });
    expect(["gone", "conflict"]).toContain(kind);
    expect((await settled()).pods.map((one) => one.uid)).toContain(pod.uid);
  },

  "is blocked by the budget, in its words, when no more pods may go": async ({
    fixture,
    cluster,
    settled,
  }) => {
    const { pods } = await settled();
    const answers = [];
    for (const pod of pods) answers.push(await cluster.evict(pod));
    const blocked = answers.find((answer) => answer.kind === "blockedByBudget");
    expect(answers[0]).toEqual({ kind: "accepted" });
    expect(blocked?.message).toContain(fixture.budget.name);
    await settled();
  },

  "refuses to evict a pod that two budgets cover, with words": async (
    { fixture, cluster, podsWith },
    context,
  ) => {
    if (fixture.twiceCovered === undefined) return context.skip();
    const pod = present((await podsWith(fixture.twiceCovered))[0]);
    const answer = await cluster.evict(pod);
    expect(answer).toMatchObject({
      kind: "refused",
      message: expect.stringContaining("more than one PodDisruptionBudget"),
    });
    const after = present((await podsWith(fixture.twiceCovered)).find((p) => p.uid === pod.uid));
    expect(after.terminating).toBe(false);
  },

  "deletes a finished pod once, and only the one meant": async ({ fixture, cluster }, context) => {
    const { finishedPod } = fixture;
    if (finishedPod === undefined) return context.skip();
    const find = async () => (await cluster.pods()).find((one) => isNamed(one, finishedPod));
    const pod = present(await find());
    expect(["Succeeded", "Failed"]).toContain(pod.phase);
    await cluster.deletePod({ ...pod, uid: "11111111-1111-4111-8111-111111111111" });
    expect((await find())?.uid).toBe(pod.uid);
    await cluster.deletePod(pod);
    await until(fixture, find, (seen) => seen === undefined);
    await expect(cluster.deletePod(pod)).resolves.toBeUndefined();
  },

  "does not delete a pod that still runs": async ({ cluster, settled }) => {
    const { pods } = await settled();
    const pod = present(pods[0]);
    await expect(cluster.deletePod(pod)).rejects.toMatchObject({
      name: "PortError",
      class: "terminal",
    });
    expect((await settled()).pods.map((one) => one.uid)).toContain(pod.uid);
  },
};

function isNamed(one: Named, { namespace, name }: Named): boolean {
  return one.namespace === namespace && one.name === name;
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the fixture lacks what this test is about");
  return value;
}
