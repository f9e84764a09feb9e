import type { Event } from "../model/event.ts";
import type { PlannedCluster, Shape, Step } from "../model/plan.ts";
import type { ClusterStatus } from "../model/rollout-state.ts";
import type { StepStatus } from "../model/upgrade.ts";
import type { ClusterView, StepView } from "./rollout-view.ts";

/**
 * Job: follows one cluster through the events of its rollout.
 * Owns: the cluster's view; it is replaced with each event, never changed in place.
 */
export function newTrack(planned: PlannedCluster, stage: string, shape: Shape): ClusterView {
  const way = wayOf(shape);
  return {
    name: planned.name,
    stage,
    member: planned.member,
    status: "waiting",
    attempt: 0,
    sinceMs: undefined,
    startedAtMs: undefined,
    endedAtMs: undefined,
    reason: "",
    needsPerson: false,
    paused: undefined,
    waitsForLease: false,
    from: way[0]?.from ?? "",
    to: way.at(-1)?.to ?? "",
    stepsDone: 0,
    stepCount: shape.steps.length,
    steps: freshSteps(shape),
  };
}

interface Move {
  readonly from: string;
  readonly to: string;
}

/** The hops of the control plane; of node pools where it stays; of add-ons, by their names, where nodes stay too. */
function wayOf({ hops }: Shape): readonly Move[] {
  const servers = hops.filter(({ component }) => component === "control-plane");
  const pools = hops.filter(({ component }) => component === "node-pool");
  return [servers, pools, addonMoves(hops)].find((list) => list.length > 0) ?? [];
}

/** All add-ons that move as one: `cert-manager 1.18.2, coredns 1.11.3`. */
function addonMoves(hops: Shape["hops"]): readonly Move[] {
  const addons = hops.filter((hop) => hop.component === "addon");
  const byName = [...Map.groupBy(addons, ({ addon }) => addon)];
  if (byName.length === 0) return [];
  const ends = (list: (own: typeof addons) => readonly string[]): string =>
    byName.map(([name, own]) => [name, ...list(own)].join(" ")).join(", ");
  return [
    {
      from: ends((own) => own.slice(0, 1).map(({ from }) => from)),
      to: ends((own) => own.slice(-1).map(({ to }) => to)),
    },
  ];
}

function freshSteps(shape: Shape): readonly StepView[] {
  return shape.steps.map(freshStep);
}

function freshStep({ id, title }: Step): StepView {
  const never = { startedAtMs: undefined, endedAtMs: undefined };
  return { id, title, status: "pending", reason: "", ...never };
}

/** The cluster after an event of its rollout or of its upgrade; events of an attempt that is not the running one only tell. */
export function follow(view: ClusterView, shape: Shape, event: Event): ClusterView {
  if (event.kind === "cluster.starts") return starts(view, shape, event);
  if (event.attempt !== undefined && event.attempt < view.attempt) return view;
  if (event.step !== undefined && event.kind.startsWith("step."))
    return followStep(withRecovery(view, shape, event), event);
  return followCluster(view, event);
}

function starts(view: ClusterView, shape: Shape, event: Event): ClusterView {
  return {
    ...view,
    ...since("running", event),
    attempt: event.attempt ?? view.attempt + 1,
    startedAtMs: event.atMs,
    endedAtMs: undefined,
    needsPerson: false,
    paused: undefined,
    waitsForLease: false,
    recovers: false,
    stepsDone: 0,
    steps: freshSteps(shape),
  };
}

function since(
  status: ClusterStatus,
  event: Event,
): Pick<ClusterView, "status" | "sinceMs" | "reason"> {
  return { status, sinceMs: event.atMs, reason: event.reason };
}

function followCluster(view: ClusterView, event: Event): ClusterView {
  const told = { ...view, reason: event.reason };
  switch (event.kind) {
    case "cluster.ended":
      return ended(view, event, event.result ?? "failed");
    case "cluster.skipped":
      return ended(view, event, "skipped");
    case "cluster.waits":
      // One that could not be reached gives its slot back.
      return view.status === "running"
        ? { ...view, ...since("waiting", event), needsPerson: false, waitsForLease: false }
        : view;
    case "cluster.retried":
      return { ...view, ...since("waiting", event), needsPerson: false, endedAtMs: undefined };
    case "cluster.held":
    case "upgrade.paused":
      return { ...told, needsPerson: event.needsPerson ?? true, paused: event.reason };
    case "upgrade.pausing":
      return { ...told, paused: event.reason };
    case "cluster.released":
    case "upgrade.resumed":
      return { ...told, needsPerson: false, paused: undefined };
    case "upgrade.waits":
      return { ...told, waitsForLease: true };
    case "upgrade.recovering":
      return { ...told, recovers: true, needsPerson: event.needsPerson ?? false };
    case "upgrade.leased":
      return { ...view, waitsForLease: false };
    case "upgrade.started":
    case "upgrade.ending":
    case "upgrade.ended":
      return told;
    default:
      return view;
  }
}

function ended(view: ClusterView, event: Event, status: ClusterStatus): ClusterView {
  return {
    ...view,
    ...since(status, event),
    endedAtMs: event.atMs,
    needsPerson: status === "failed",
    paused: undefined,
    waitsForLease: false,
  };
}

/** With the step of the recovery that the event is of: it stands behind the others once it has begun. */
function withRecovery(view: ClusterView, { recovery }: Shape, event: Event): ClusterView {
  if (view.steps.some(({ id }) => id === event.step)) return view;
  const begun = recovery?.steps.filter(({ id }) => id === event.step) ?? [];
  return { ...view, steps: [...view.steps, ...begun.map(freshStep)] };
}

function followStep(view: ClusterView, event: Event): ClusterView {
  const steps = view.steps.map((step) => (step.id === event.step ? stepAfter(step, event) : step));
  const stepsDone = steps
    .slice(0, view.stepCount)
    .filter(({ status }) => status === "done" || status === "skipped").length;
  if (event.kind === "step.intends") return { ...view, steps, stepsDone };
  return {
    ...view,
    steps,
    stepsDone,
    reason: event.reason,
    needsPerson: event.needsPerson ?? false,
  };
}

const STATUS_AFTER: Readonly<Partial<Record<Event["kind"], StepStatus>>> = {
  "step.started": "running",
  "step.progress": "running",
  "step.waiting": "waiting",
  "step.retrying": "retrying",
  "step.done": "done",
  "step.failed": "failed",
  "step.skipped": "skipped",
};

function stepAfter(step: StepView, event: Event): StepView {
  const status = STATUS_AFTER[event.kind];
  if (status === undefined) return step;
  const over = status === "done" || status === "failed" || status === "skipped";
  return {
    ...step,
    status,
    reason: event.reason,
    startedAtMs: step.startedAtMs ?? event.atMs,
    endedAtMs: over ? event.atMs : undefined,
    ...(event.rule === "if" ? { byCondition: true } : {}),
  };
}
