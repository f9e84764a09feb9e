import { expect, test } from "vitest";
import type { Json } from "../../model/data.ts";
import type { NodeView, WorkloadView } from "../../ports/cluster-port.ts";
import { lookContext } from "../run-in-world.fixture.ts";
import { decideHealth, healthInput } from "./decide.ts";
import { type HealthSeen, measureHealth } from "./measure.ts";

type Seen = Extract<HealthSeen, { kind: "seen" }>;

function seen(change: Partial<Seen> = {}): Seen {
  return {
    kind: "seen",
    readiness: { ready: true, message: "ok" },
    nodes: [node("a"), node("b")],
    workloads: [workload("coredns", 2, 2), workload("idle", 0, 0)],
    ...change,
  };
}

function node(name: string, change: Partial<NodeView> = {}): NodeView {
  return {
    name,
    pool: "general",
    kubeletVersion: "1.36.3",
    ready: true,
    unschedulable: false,
    cordonedBy: undefined,
    avoided: false,
    ...change,
  };
}

const workload = (name: string, available: number, desired: number): WorkloadView => ({
  kind: "Deployment",
  namespace: "kube-system",
  name,
  available,
  desired,
});

const broken = seen({ workloads: [workload("coredns", 0, 2)] });
const unseen: HealthSeen = { kind: "unseen", why: "connect: connection refused" };

test.each<readonly [string, HealthSeen, string, readonly string[]]>([
  [
    "all is well",
    seen(),
    "pass",
    ["API ready", "2 of 2 nodes Ready", "2 of 2 workloads available"],
  ],
  [
    "a cordoned node that is Ready",
    seen({ nodes: [node("a", { unschedulable: true })] }),
    "pass",
    ["API ready", "1 of 1 nodes Ready", "2 of 2 workloads available"],
  ],
  ["a workload that lacks pods", broken, "fail", ["kube-system/coredns 0 of 2 available"]],
  [
    "a node that is not Ready",
    seen({ nodes: [node("a", { ready: false })] }),
    "fail",
    ["node a not Ready"],
  ],
  [
    "an API that is not ready",
    seen({ readiness: { ready: false, message: "etcd" } }),
    "inconclusive",
    ["the API is not ready: etcd"],
  ],
  [
    "a status that is behind its object",
    seen({ workloads: [{ ...workload("coredns", 2, 2), behind: true }] }),
    "inconclusive",
    ["stale: what kube-system/coredns says of itself is older than its last change"],
  ],
  ["no node listed", seen({ nodes: [] }), "inconclusive", ["the API lists no node"]],
  ["no answer", unseen, "inconclusive", ["connect: connection refused"]],
])("%s", (_, what, kind, evidence) => {
  expect(measureHealth(what)).toEqual({ kind, evidence });
});

/** Looks one after the other; the words of the last outcome, and how many looks it took to end. */
function looks(all: readonly HealthSeen[], change: Readonly<Record<string, unknown>> = {}) {
  const input = healthInput.parse(change);
  let memo: Json = null;
  for (const [at, one] of all.entries()) {
    const decision = decideHealth(one, input, lookContext(0, 0, memo));
    memo = decision.memo;
    if (decision.outcome.kind !== "requeue") return { looks: at + 1, outcome: decision.outcome };
  }
  return { looks: all.length, outcome: undefined };
}

test("passes in a row make it healthy", () => {
  expect(looks([seen(), seen()])).toEqual({
    looks: 2,
    outcome: {
      kind: "done",
      summary:
        "healthy: API ready, 2 of 2 nodes Ready, 2 of 2 workloads available, 2 looks in a row",
    },
  });
});

test("more failures in a row than allowed end it", () => {
  expect(looks([broken, broken, broken])).toEqual({
    looks: 3,
    outcome: {
      kind: "failed",
      class: "terminal",
      why: "kube-system/coredns 0 of 2 available for 3 looks in a row",
    },
  });
});

test.each([
  ["a pass forgives failures", [broken, broken, seen(), broken, broken], undefined],
  ["a failure breaks a row of passes", [seen(), broken, seen()], undefined],
  ["no answer breaks a row of passes", [seen(), unseen, seen()], undefined],
  [
    "no answer is no sign of health: failures go on counting",
    [broken, unseen, broken, unseen, broken],
    "failed",
  ],
])("%s", (_, all, kind) => {
  expect(looks(all).outcome?.kind).toBe(kind);
});

test("looks without a verdict are bounded too", () => {
  expect(looks([unseen, unseen, unseen], { inconclusiveAllowed: 1 })).toEqual({
    looks: 2,
    outcome: {
      kind: "failed",
      class: "terminal",
      why: "health is not known for 2 looks in a row: connect: connection refused",
    },
  });
});

test("one look is enough when the plan says so", () => {
  expect(looks([seen()], { consecutivePasses: 1 }).outcome).toMatchObject({
    summary: expect.stringMatching(/, 1 look$/),
  });
});

test("the first findings are named and the rest is counted", () => {
  const workloads = ["a", "b", "c", "d", "e"].map((name) => workload(name, 0, 1));
  const words = looks([seen({ workloads })], { failuresAllowed: 0 }).outcome;
  expect(words).toMatchObject({
    why: "kube-system/a 0 of 1 available, kube-system/b 0 of 1 available, kube-system/c 0 of 1 available and 2 more for 1 look",
  });
});

test.each([
  { intervalMs: 10 },
  { consecutivePasses: 0 },
  { failuresAllowed: -1 },
  { intervall: 1 },
])("%j is refused", (inputs) => {
  expect(healthInput.safeParse(inputs).success).toBe(false);
});
