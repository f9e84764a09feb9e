import type { Shape, Step } from "../../model/plan.ts";
import { cannotBeUndone } from "../workflow/action-catalog.ts";
import { broken, type BrokenRule } from "./broken-rule.ts";
import type { Ordered } from "./step-order.ts";

/** What has to be found well afterwards, before anything else moves. */
const GATED: readonly string[] = [
  "control-plane.upgrade",
  "node-pool.roll",
  "node-pool.in-place",
  "addon.upgrade",
  "cluster.provision",
  "traffic.shift",
];

/** These move something too; what proves them is a rule of its own (P36 to P38). */
const MOVERS: readonly string[] = [
  ...GATED,
  "workloads.deploy",
  "volume.handover",
  "cluster.retire",
];

const HEALTH: readonly string[] = ["health.check", "health.baseline-compare"];

/** What shows that a cluster is well, or that there is a way back. */
const PROOFS: readonly string[] = [
  ...HEALTH,
  "workloads.compare",
  "backup.etcd",
  "approval",
  "wait",
];

/** Whether a step may be skipped when its turn comes, or may fail and be passed over. */
export function isUnsure(step: Step): boolean {
  return step.if !== undefined || step.continueOnError === true;
}

/** The same steps without proofs that may not be given: what is skipped, or fails unnoticed, proves nothing. */
export function withSureProofs({ steps, ...order }: Ordered): Ordered {
  return {
    ...order,
    steps: steps.filter((step) => !(isUnsure(step) && PROOFS.includes(step.uses))),
  };
}

/** P44: a hop that is skipped would be followed by the next one all the same. */
export function checkSure(shape: string, { steps }: Pick<Shape, "steps">): readonly BrokenRule[] {
  return steps
    .filter((step) => MOVERS.includes(step.uses) && isUnsure(step))
    .map((step) => {
      const how =
        step.if === undefined ? "may fail and be passed over" : "may be skipped by its if";
      return broken("P44", { shape, step: step.id }, `moves something, and ${how}`);
    });
}

/** P12 and P13: a cluster that is not well is not touched, and not touched again. */
export function checkGates(shape: string, ordered: Ordered): readonly BrokenRule[] {
  const { steps, isBefore } = ordered;
  const movers = steps.filter(({ uses }) => MOVERS.includes(uses));
  const gates = steps.filter(({ uses }) => HEALTH.includes(uses));
  const first = movers.filter((step) => !movers.some((other) => isBefore(other, step)));
  const unguarded = first.filter((step) => !gates.some((gate) => isBefore(gate, step)));
  return [
    ...unguarded.map(({ id }) =>
      broken("P12", { shape, step: id }, "moves something, and no health check stands before it"),
    ),
    ...movers
      .filter(({ uses }) => GATED.includes(uses))
      .flatMap((step) => ungated(shape, step, movers, gates, ordered)),
  ];
}

/** P13 of one move: each later one needs a check that came after it, and so does the last. */
function ungated(
  shape: string,
  step: Step,
  movers: readonly Step[],
  gates: readonly Step[],
  { isBefore }: Ordered,
): readonly BrokenRule[] {
  const own = gates.filter((gate) => gate.role === step.role && isBefore(step, gate));
  const where = { shape, step: step.id };
  if (own.length === 0) {
    return [broken("P13", where, "moves something, and no health check comes after it")];
  }
  const later = movers.find(
    (each) => isBefore(step, each) && !own.some((gate) => isBefore(gate, each)),
  );
  if (later === undefined) return [];
  const why = `moves something, and ${later.id} moves on without a health check between them`;
  return [broken("P13", where, why)];
}

/** Whose etcd is not the provider's; the lab's is thrown away with it. */
const OWN_ETCD: readonly string[] = ["kubeadm", "openshift", "cluster-api"];

/** P14: what cannot be undone is preceded by the one thing that could still help. */
export function checkBackup(
  shape: string,
  providers: readonly (string | undefined)[],
  { steps, isBefore }: Ordered,
): readonly BrokenRule[] {
  const own = OWN_ETCD.filter((provider) => providers.includes(provider));
  if (own.length === 0) return [];
  const final = steps.find(({ undo, role }) => role === "self" && cannotBeUndone(undo));
  if (final === undefined) return [];
  const backups = steps.filter((step) => step.uses === "backup.etcd" && isBefore(step, final));
  if (backups.some((step) => step.with["proveByRestore"] !== false)) return [];
  const what =
    backups.length === 0
      ? "no backup of etcd is made before it"
      : "the backup of etcd before it is not proved by a restore";
  const why = `cannot be undone, and ${what} (etcd of ${own.join(", ")} is one's own)`;
  return [broken("P14", { shape, step: final.id }, why)];
}
