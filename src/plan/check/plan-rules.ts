/** How bad it is when a rule does not hold: a plan with an error is never stored, the rest is told. */
export type Severity = "error" | "warning" | "info";

/** A rule of the plan linter, as help and docs show it. */
export interface PlanRule {
  /** A number is never used for another rule. */
  readonly id: string;
  /** What holds. */
  readonly title: string;
  readonly severity: Severity;
  /** Of `snapshots`, without them only what the plan itself says of its moves is replayed. */
  readonly needs: "plan" | "snapshots";
  /** What to do when it does not hold. */
  readonly help: string;
}

type RuleTable = Readonly<Record<string, readonly [Severity, string, string]>>;

const NEW_PLAN = "make the plan anew: fleetlift plan";
const WORKFLOW = "change the strategy's workflow";

const ofPlan = {
  P1: ["error", "The ids of a shape's steps are unique", `${WORKFLOW}: give each step its own id`],
  P2: ["error", "Every need names a step of the same shape", `${WORKFLOW}: correct its needs`],
  P3: ["error", "No step waits for itself", `${WORKFLOW}: take one need out of the circle`],
  P4: ["error", "Every action is installed", "correct its name in the workflow, or install it"],
  P5: ["error", "Every cluster has exactly one place", NEW_PLAN],
  P6: ["error", "Every planned cluster has a shape, and every shape a cluster", NEW_PLAN],
  P7: [
    "error",
    "The steps of a shape make its hops, all of them and in their order",
    `${WORKFLOW}: a step for each hop, one after the other`,
  ],
  P11: [
    "error",
    "A second cluster leaves the first as it is, and no other strategy has one",
    `${WORKFLOW}: correct the role of the step, or choose another strategy`,
  ],
  P12: [
    "error",
    "A health check stands before the first move",
    `${WORKFLOW}: begin with uses: health.check`,
  ],
  P13: [
    "error",
    "A health check stands after every move, before the next one",
    `${WORKFLOW}: put uses: health.check after the step`,
  ],
  P14: [
    "warning",
    "etcd is backed up, and the backup proved, before the first step that cannot be undone, where etcd is not the provider's",
    "put uses: backup.etcd with proveByRestore: true before that step, as strategy in-place does",
  ],
  P15: [
    "error",
    "Every step says how it is undone, or that it cannot be",
    "say it in the action's undo, then make the plan anew",
  ],
  P16: [
    "warning",
    "Every timeout leaves room for what the step usually takes",
    `${WORKFLOW}: raise the timeout of the step`,
  ],
  P17: [
    "warning",
    "The retries of a step fit into its timeout",
    `${WORKFLOW}: raise the timeout, or lower limit, delay or totalTimeout of its retry`,
  ],
  P18: [
    "error",
    "No two steps that may run at the same time touch the same thing",
    `${WORKFLOW}: let one of the steps need the other`,
  ],
  P19: [
    "error",
    "The inputs of every step are what its action takes",
    `${WORKFLOW}: correct what stands under with`,
  ],
  P24: [
    "error",
    "Nothing that blocks a planned cluster is left unaccepted",
    "mend what was found, or accept it by name in spec.acceptRisks, then make the plan anew",
  ],
  P25: [
    "warning",
    "Every upgrade fits into one of its cluster's windows, and freezes leave one open",
    "make a window longer, end the freeze sooner, or take fewer minors at once",
  ],
  P26: [
    "warning",
    "A stage stops before all of its clusters have failed",
    "lower the stage's maxAllowedFailures below its number of clusters",
  ],
  P27: [
    "warning",
    "Production is not upgraded all at once",
    "lower the stage's maxConcurrency below its number of clusters",
  ],
  P28: [
    "info",
    "A small stage tries it out before the others",
    "put a stage of one or a few clusters first",
  ],
  P29: [
    "warning",
    "Somebody approves before production is upgraded",
    "put an Approval into the stage's beforeStageTasks",
  ],
  P30: [
    "warning",
    "As many clusters as must succeed are upgraded",
    "lower the stage's minSuccess, or open the way of what is left out",
  ],
  P31: [
    "error",
    "Every approval of a stage can be given",
    "name who may approve, and leave them time before it expires",
  ],
  P32: [
    "info",
    "Somebody is told how each upgrade ended",
    "put uses: notify at the end of the workflow, or a Notify into the stage's tasks",
  ],
  P33: [
    "error",
    "Every planned cluster has the decision and the calendar that it names, and the strategy that was decided",
    NEW_PLAN,
  ],
  P34: ["error", "The workflow of every strategy that is used is named by its hash", NEW_PLAN],
  P35: [
    "error",
    "Every accepted risk says by whom, why and until when, is of planned clusters, and not over",
    "accept it anew in spec.acceptRisks, then make the plan anew",
  ],
  P36: [
    "error",
    "Traffic goes to a second cluster only after its gate, in shares that rise to the whole (I10)",
    `${WORKFLOW}: provision, deploy, compare, then shift in rising shares up to 100`,
  ],
  P37: [
    "error",
    "The first cluster goes only after the last of the traffic, a soak and a gate (I12)",
    `${WORKFLOW}: shift 100, wait, health.check, then cluster.retire`,
  ],
  P38: [
    "error",
    "Volumes are handed over once, and before the traffic that needs them (I11)",
    `${WORKFLOW}: volume.handover in rising shares, each before its traffic.shift`,
  ],
  P39: [
    "error",
    "Every cluster is the real one that was seen, and none is planned under two names (I7)",
    "keep one of the names in the fleet, or correct their access, then make the plan anew",
  ],
  P40: ["error", "The plan is of its schema", NEW_PLAN],
  P41: ["info", "Every stage has a cluster to upgrade", "take the stage out, or see its selector"],
  P42: ["error", "Every stage has a name of its own", "rename one of the stages"],
  P43: ["error", "Every decision says why (I13)", NEW_PLAN],
  P44: [
    "error",
    "No step that moves a cluster can be skipped by a condition, or fail and be passed over (I1)",
    `${WORKFLOW}: decide its if when the plan is made, and leave out continueOnError`,
  ],
  P45: [
    "error",
    "Every step of a failure workflow is of a step that is there, of a known action, and undoes what can be undone",
    `${WORKFLOW}: correct its undo and onFailure`,
  ],
  P46: [
    "error",
    "Every expression asks steps that are over by then",
    `${WORKFLOW}: name what the expression asks under the needs of its step`,
  ],
  P47: [
    "error",
    "Every gate, workflow and failure workflow of a rollout has steps in an order, of known actions",
    "correct the workflow that the rollout names, then make the plan anew",
  ],
} as const satisfies RuleTable;

const ofSnapshots = {
  P8: [
    "error",
    "No control plane skips a minor, goes back, or starts from where it does not stand (I1)",
    NEW_PLAN,
  ],
  P9: [
    "error",
    "No kubelet is newer or further behind than an API server allows, in any state on the way (I2)",
    NEW_PLAN,
  ],
  P10: ["error", "Everything ends at the target", NEW_PLAN],
  P20: [
    "error",
    "Every pool that moves is there, moves from where it stands, and never back",
    NEW_PLAN,
  ],
  P21: [
    "error",
    "Every add-on that moves is there, moves from where it stands, never back, and not too far at once",
    NEW_PLAN,
  ],
  P22: [
    "error",
    "No add-on comes beside a Kubernetes that its publisher does not support, unless the risk was accepted by name (I3)",
    "move the add-on first, or accept the risk by name in spec.acceptRisks",
  ],
  P23: [
    "error",
    "The proxies of a mesh, and kube-proxy, stay within reach of what they belong to",
    NEW_PLAN,
  ],
} as const satisfies RuleTable;

export type RuleId = keyof typeof ofPlan | keyof typeof ofSnapshots;

/** All rules, by number. */
export const planRules: readonly (PlanRule & { readonly id: RuleId })[] = [
  ...rows(ofPlan, "plan"),
  ...rows(ofSnapshots, "snapshots"),
].toSorted((a, b) => numberOf(a.id) - numberOf(b.id));

function rows<Table extends RuleTable>(
  table: Table,
  needs: PlanRule["needs"],
): readonly (PlanRule & { readonly id: keyof Table & RuleId })[] {
  return Object.entries(table).map(([id, [severity, title, help]]) => {
    // Object.entries forgets which keys there are.
    return { id: id as keyof Table & RuleId, title, severity, needs, help };
  });
}

/** 12 of `P12`. */
export function numberOf(id: string): number {
  return Number(id.slice(1));
}
