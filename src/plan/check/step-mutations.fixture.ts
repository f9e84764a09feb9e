import type { Mutation } from "./draft.fixture.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** A condition that is asked when its step's turn comes. */
const ASKED = 'steps["preflight"].status == "done"';
const LATER = 'steps["nobody"].status == "done"';
const UNDO = "hop-2-istio-upgrade--undo";

/** Plans whose steps are wrong. */
export const stepMutations: readonly Mutation[] = [
  [
    "P1",
    "a step stands there twice",
    (b) => b.shape("rolling").steps.push(b.step("rolling", "tell")),
  ],
  [
    "P1",
    "a second step takes the id of the last",
    (b) => b.repeat("canary", "baseline", { id: "tell", needs: [] }),
  ],
  ["P2", "a need that nobody meets", (b) => b.step("rolling", "tell").needs.push("nobody")],
  [
    "P2",
    "a health check is cut out",
    (b) => {
      const shape = b.shape("rolling");
      shape.steps = shape.steps.filter(({ id }) => id !== "hop-5-health");
    },
  ],
  ["P3", "a step needs itself", (b) => b.step("rolling", "preflight").needs.push("preflight")],
  ["P3", "the first step needs the last", (b) => b.step("canary", "preflight").needs.push("tell")],
  [
    "P4",
    "an action that nobody has",
    (b) => (b.step("canary", "baseline").uses = "health.basline"),
  ],
  ["P7", "a hop that no step makes", (b) => b.drop("rolling", "hop-11-addon")],
  ["P7", "a step that makes no hop", (b) => b.shape("rolling").hops.splice(10, 1)],
  [
    "P7",
    "a step goes elsewhere",
    (b) => (b.step("rolling", "hop-13-node-pool").with["to"] = "1.36.1"),
  ],
  [
    "P7",
    "a control plane hop does not wait",
    (b) => (b.step("rolling", "hop-10-control-plane").needs = ["preflight"]),
  ],
  [
    "P7",
    "two pools change their steps",
    (b) => {
      b.step("rolling", "hop-12-node-pool").with["pool"] = "general";
      b.step("rolling", "hop-13-node-pool").with["pool"] = "batch";
    },
  ],
  ["P11", "a second cluster under rolling", (b) => (b.step("rolling", "tell").role = "next")],
  ["P11", "the second cluster is retired", (b) => (b.step("blue-green", "retire").role = "next")],
  ["P12", "no look before the first move", (b) => b.drop("rolling", "preflight")],
  [
    "P12",
    "a wait in place of the first look",
    (b) =>
      Object.assign(b.step("blue-green", "preflight"), {
        uses: "wait",
        with: { forMs: MINUTE_MS },
      }),
  ],
  ["P13", "no check between two hops", (b) => b.drop("rolling", "hop-5-health")],
  ["P13", "no check after the last hop", (b) => b.drop("rolling", "hop-13-health")],
  ["P13", "no check of the new cluster", (b) => b.drop("blue-green", "hop-1-health")],
  ["P13", "the wrong cluster is checked", (b) => (b.step("canary", "hop-1-health").role = "self")],
  ["P13", "no check between two shares of traffic", (b) => b.drop("blue-green", "shift-2-health")],
  [
    "P13",
    "the next hop does not wait for the check",
    (b) => (b.step("in-place", "hop-2-node-pool").needs = ["hop-1-control-plane"]),
  ],
  ["P14", "no backup", (b) => b.drop("in-place", "backup")],
  [
    "P14",
    "a backup that is not proved",
    (b) => (b.step("in-place", "backup").with["proveByRestore"] = false),
  ],
  ["P14", "etcd of one's own under rolling", (b) => (b.cluster("shop-eu").provider = "kubeadm")],
  ["P15", "nothing on how it is undone", (b) => (b.step("rolling", "hop-5-addon").undo = " ")],
  [
    "P15",
    "a way back that there is not",
    (b) => (b.step("rolling", "hop-1-control-plane").undo = "by hand: go back"),
  ],
  [
    "P16",
    "less time than a control plane takes",
    (b) => (b.step("rolling", "hop-1-control-plane").timeoutMs = 24 * MINUTE_MS),
  ],
  [
    "P16",
    "a wait longer than its timeout",
    (b) => (b.step("blue-green", "soak").timeoutMs = HOUR_MS),
  ],
  [
    "P16",
    "a drain longer than its step",
    (b) => (b.step("rolling", "hop-9-node-pool").with["drainTimeoutMs"] = 24 * HOUR_MS),
  ],
  [
    "P17",
    "more retries than time",
    (b) => (b.step("rolling", "hop-1-control-plane").retry.limit = 30),
  ],
  [
    "P17",
    "retries by themselves longer than the step",
    (b) => (b.step("rolling", "hop-1-control-plane").retry.totalTimeoutMs = 2 * HOUR_MS),
  ],
  [
    "P17",
    "retries that only grow",
    (b) =>
      Object.assign(b.step("canary", "deploy").retry, {
        policy: "LINEAR",
        scale: 100,
        maxDelayMs: 0,
      }),
  ],
  [
    "P17",
    "retries of the same length",
    (b) =>
      Object.assign(b.step("canary", "tell").retry, { policy: "FIXED", delayMs: 5 * MINUTE_MS }),
  ],
  [
    "P18",
    "two backups at once",
    (b) => {
      b.repeat("in-place", "backup", { id: "backup-2", needs: ["preflight"] });
      b.step("in-place", "hop-1-control-plane").needs = ["backup", "backup-2"];
    },
  ],
  [
    "P18",
    "volumes come while workloads are deployed",
    (b) => {
      b.step("blue-green", "volumes").needs = ["hop-1-health"];
      b.step("blue-green", "shift-1-traffic").needs = ["compare", "volumes"];
    },
  ],
  [
    "P19",
    "an input that the action does not know",
    (b) => (b.step("rolling", "tell").with["channel"] = "#ops"),
  ],
  [
    "P19",
    "an input of another kind",
    (b) => (b.step("rolling", "hop-1-health").with["consecutivePasses"] = "many"),
  ],
  ["P12", "the first look may be skipped", (b) => (b.step("rolling", "preflight").if = "1 == 2")],
  [
    "P13",
    "a check that may be skipped when its turn comes",
    (b) => (b.step("rolling", "hop-5-health").if = 'steps["preflight"].status == "done"'),
  ],
  [
    "P13",
    "a check that may fail and be passed over",
    (b) => (b.step("blue-green", "shift-2-health").continueOnError = true),
  ],
  [
    "P14",
    "a backup that may fail and be passed over",
    (b) => (b.step("in-place", "backup").continueOnError = true),
  ],
  [
    "P44",
    "a hop that may be skipped",
    (b) => (b.step("rolling", "hop-10-control-plane").if = ASKED),
  ],
  [
    "P44",
    "a pool that may fail and be passed over",
    (b) => (b.step("rolling", "hop-12-node-pool").continueOnError = true),
  ],
  [
    "P45",
    "the undo of nothing",
    (b) => (b.recovery("rolling", UNDO).when = { kind: "undo", step: "x" }),
  ],
  [
    "P45",
    "the undo of what cannot be undone",
    (b) => (b.recovery("rolling", UNDO).when = { kind: "undo", step: "hop-1-control-plane" }),
  ],
  [
    "P45",
    "an undo that nobody can do",
    (b) => (b.recovery("rolling", UNDO).uses = "addon.downgrade"),
  ],
  [
    "P45",
    "two steps of one name",
    (b) => (b.recovery("rolling", "failed-1-support").id = "preflight"),
  ],
  [
    "P45",
    "an unknown step that failed",
    (b) => (b.recovery("in-place", "failed-1-support").when = { kind: "step-failed", step: "x" }),
  ],
  ["P46", "a condition on what is nowhere", (b) => (b.step("rolling", "tell").if = LATER)],
  [
    "P46",
    "an input from nowhere",
    (b) => (b.step("rolling", "tell").with["text"] = "${{ steps.nobody.outputs.words }}"),
  ],
  [
    "P46",
    "a call for help that asks nobody",
    (b) => (b.recovery("rolling", "failed-1-support").if = LATER),
  ],
  ["P46", "a condition that nobody can read", (b) => (b.step("rolling", "tell").if = "steps[")],
  ["P46", "a condition on all steps", (b) => (b.step("rolling", "tell").if = "size(steps) > 1")],
  ["P47", "a flow without steps", (b) => (b.flow("on-failure").steps = [])],
  [
    "P47",
    "a flow that waits for ever",
    (b) => b.flow("on-failure").steps.forEach((step) => (step.needs = [step.id])),
  ],
  ["P32", "nobody is told", (b) => b.drop("rolling", "tell")],
  ["P36", "traffic before its gate", (b) => b.drop("blue-green", "compare")],
  [
    "P36",
    "a share that falls",
    (b) => (b.step("blue-green", "shift-3-traffic").with["percent"] = 25),
  ],
  ["P36", "half of the traffic stays", (b) => b.drop("blue-green", "shift-4-traffic")],
  ["P37", "a short soak", (b) => b.drop("blue-green", "soak")],
  ["P37", "no soak at all", (b) => b.drop("canary", "soak", "soaked", "move-4-watch")],
  [
    "P37",
    "the first cluster goes at once",
    (b) => (b.step("canary", "retire").needs = ["preflight"]),
  ],
  ["P38", "volumes twice", (b) => b.repeat("blue-green", "volumes", { id: "volumes-2" })],
  ["P38", "workloads without their volumes", (b) => b.drop("canary", "move-2-volumes")],
  [
    "P38",
    "volumes after the traffic",
    (b) => {
      b.step("blue-green", "volumes").needs = ["shift-4-health"];
      b.step("blue-green", "shift-1-traffic").needs = ["compare"];
      b.step("blue-green", "soak").needs = ["volumes"];
    },
  ],
];
