import type { Event } from "../model/event.ts";
import type { Audience, Topic } from "../model/messaging.ts";
import type { Draft } from "./draft.ts";
import type { Form } from "./forms.ts";
import type { Severity } from "./message.ts";
import { NO_ROLLOUT, type RolloutFacts } from "./rollout-facts.ts";

/** A draft, and the clusters whose contacts say where it goes; none where it goes to all of its audience. */
export interface AddressedDraft {
  readonly draft: Draft;
  readonly concerns: readonly string[];
}

/** What one event is to each audience; nothing of most events. */
export function draftsOfEvent(
  event: Event,
  facts: RolloutFacts = NO_ROLLOUT,
): readonly AddressedDraft[] {
  return [
    ...clears(event, facts),
    ...toldOf(event, facts),
    ...forSupport(event, facts),
    ...forCustomers(event, facts),
  ];
}

type Said = Pick<Draft, "topic" | "form" | "severity"> &
  Partial<Pick<Draft, "incident" | "once" | "clusters" | "reason" | "needsPerson">> & {
    readonly audience?: Audience;
    readonly concerns?: readonly string[];
  };

function address(event: Event, facts: RolloutFacts, said: Said): AddressedDraft {
  const { concerns, audience = "operations", ...rest } = said;
  const { stream, seq, atMs, rollout, actor, reason, untilMs } = event;
  const cluster = clusterOf(event);
  const clusters = cluster === undefined ? [] : [cluster];
  const draft: Draft = {
    event: `${stream}#${seq}`,
    atMs,
    audience,
    needsPerson: event.needsPerson ?? false,
    rollout,
    stage: event.stage ?? facts.stageOf.get(cluster ?? "") ?? "",
    target: facts.target,
    clusters,
    reason,
    who: actor,
    ...(untilMs === undefined ? {} : { untilMs }),
    ...rest,
  };
  const stage = facts.stages.get(event.stage ?? "");
  return { draft, concerns: concerns ?? (cluster === undefined ? (stage ?? facts.all) : clusters) };
}

/** A flow of a rollout runs under a name of its own, `@FLOW` or `@FLOW@CLUSTER`. */
function clusterOf({ cluster }: Event): string | undefined {
  return cluster?.startsWith("@") === true ? cluster.split("@")[2] : cluster;
}

const incidentOf = (event: Event): string => {
  const cluster = clusterOf(event);
  return cluster === undefined ? event.rollout : `${event.rollout}/${cluster}`;
};

function toldOf(event: Event, facts: RolloutFacts): readonly AddressedDraft[] {
  const said = ofKind(event);
  return said === undefined ? [] : [address(event, facts, said)];
}

const plain = (topic: Topic, form: Form, severity: Severity = "info"): Said => ({
  topic,
  form,
  severity,
});

function trouble(event: Event, topic: Topic, form: Form): Said {
  return {
    ...plain(topic, form, "critical"),
    incident: { key: incidentOf(event), over: false },
  };
}

/** What operations are told of an event; a notice says itself whom it is for. */
function ofKind(event: Event): Said | undefined {
  if (event.rule === "foreign-writer") return trouble(event, "foreign-writer", "foreign-writer");
  switch (event.kind) {
    case "rollout.runs":
      return plain("starts", "rollout-starts");
    case "rollout.held":
      return trouble(event, "failures", "rollout-held");
    case "rollout.ended":
      return ofRolloutEnd(event);
    case "rollout.stops":
    case "rollout.paused":
    case "rollout.resumed":
    case "rollout.cancelled":
    case "stage.paused":
    case "stage.resumed":
    case "cluster.skipped":
      return plain("orders", "order");
    case "rollout.joined":
    case "rollout.left":
      return plain("drift", "members");
    case "stage.started":
      return plain("starts", "stage-starts");
    case "stage.ended":
      return event.result === "failed"
        ? plain("failures", "stage-failed", "critical")
        : plain("ends", "stage-done");
    case "cluster.ended":
      return ofClusterEnd(event);
    case "notice.given":
      return ofNotice(event);
    default:
      return ofPeople(event) ?? ofNeed(event);
  }
}

function ofRolloutEnd(event: Event): Said {
  if (event.result === "failed") return trouble(event, "failures", "rollout-failed");
  return event.result === "cancelled"
    ? plain("ends", "rollout-cancelled", "warning")
    : plain("ends", "rollout-done");
}

function ofClusterEnd(event: Event): Said {
  // The title says how it ended.
  const reason = event.reason.replace(/^(done|failed|cancelled): /, "");
  if (event.result === "failed") return { ...trouble(event, "failures", "cluster-failed"), reason };
  return event.result === "done"
    ? plain("progress", "cluster-done")
    : plain("orders", "cluster-ended", "warning");
}

/** Customers are told what was written for them, and nothing before it. */
function ofNotice(event: Event): Said {
  const { audience = "operations" } = event;
  const bare = audience === "customers" || clusterOf(event) === undefined;
  return { ...plain("notices", bare ? "notice" : "notice-of-cluster"), audience };
}

/** What people do or are asked for, and what is told of fleets and channels. */
function ofPeople({ kind, stream, atMs }: Event): Said | undefined {
  switch (kind) {
    case "approval.asked":
      return { ...plain("approvals", "approval-asked", "warning"), needsPerson: true };
    case "approval.reminded":
      return { ...plain("approvals", "approval-reminded", "warning"), needsPerson: true };
    case "approval.expired":
      return { ...plain("approvals", "approval-expired", "warning"), needsPerson: true };
    case "approval.given":
      return plain("approvals", "approval-given");
    case "approval.rejected":
      return plain("approvals", "approval-rejected", "warning");
    case "drift.seen":
      return plain("drift", "drift", "warning");
    case "drift.closed":
      return plain("drift", "drift");
    case "message.undelivered": {
      // Each is in the record; one address that is wrong makes one of every mail.
      const day = new Date(atMs).toISOString().slice(0, "YYYY-MM-DD".length);
      const once = `${stream} ${kind} ${day}`;
      return { ...plain("channels", "channel", "warning"), concerns: [], once };
    }
    case "channel.failing":
      return { ...plain("channels", "channel", "warning"), concerns: [] };
    case "channel.restored":
      return { ...plain("channels", "channel"), concerns: [] };
    case "access.denied":
      return { ...plain("access", "access", "warning"), concerns: [] };
    default:
      return undefined;
  }
}

/** Who holds something knows that it waits for them: only what nobody asked for is told. */
const OWN_DOING: readonly string[] = [
  "paused",
  "stage-paused",
  "held",
  "stopped",
  "initialize",
  "approval", // has events of its own
];

/** What its end tells, with the same words; and what somebody paused. */
const TOLD_AT_ITS_END = /^(upgrade\.|step\.failed$|cluster\.held$)/;

function ofNeed(event: Event): Said | undefined {
  if (event.needsPerson !== true || OWN_DOING.includes(event.rule ?? "")) return undefined;
  if (TOLD_AT_ITS_END.test(event.kind)) return undefined;
  return trouble(event, "needs-person", "needs-person");
}

/** Stages in which customers are served, by their beginning and end. */
function forSupport(event: Event, facts: RolloutFacts): readonly AddressedDraft[] {
  const clusters = (facts.stages.get(event.stage ?? "") ?? []).filter((name) =>
    facts.production.has(name),
  );
  if (clusters.length === 0) return [];
  const say = (topic: Topic, form: Form, severity: Severity): readonly AddressedDraft[] => [
    address(event, facts, {
      ...plain(topic, form, severity),
      audience: "support",
      clusters,
      concerns: clusters,
      needsPerson: false,
    }),
  ];
  switch (event.kind) {
    case "stage.started":
      return say("starts", "support-begins", "info");
    case "stage.ended":
      return event.result === "failed"
        ? say("failures", "support-failed", "warning")
        : say("ends", "support-done", "info");
    default:
      return [];
  }
}

/** Production clusters, each with its beginning, its end, and once that it takes longer. */
function forCustomers(event: Event, facts: RolloutFacts): readonly AddressedDraft[] {
  const cluster = clusterOf(event) ?? "";
  const form = facts.production.has(cluster) ? maintenanceForm(event) : undefined;
  if (form === undefined) return [];
  const turn = `${event.rollout}/${cluster}/${form}`;
  const said = {
    ...plain("maintenance", form, form === "maintenance-delayed" ? "warning" : "info"),
    audience: "customers",
    needsPerson: false,
    // A cluster is begun again by a retry: for customers that is still the same maintenance.
    ...(form === "maintenance-delayed" ? { once: turn } : {}),
  } as const;
  return [address(event, facts, said)];
}

function maintenanceForm({ kind, result, attempt, needsPerson }: Event): Form | undefined {
  if (attempt === undefined) return undefined;
  if (kind === "cluster.starts") return attempt === 1 ? "maintenance-begins" : undefined;
  if (kind === "cluster.ended") {
    return result === "failed" ? "maintenance-delayed" : "maintenance-over";
  }
  return kind === "step.waiting" && needsPerson === true ? "maintenance-delayed" : undefined;
}

const CLEARS: ReadonlySet<Event["kind"]> = new Set<Event["kind"]>([
  "rollout.runs",
  "rollout.resumed",
  "rollout.ended",
  "step.started",
  "step.progress",
  "step.done",
  "step.skipped",
  "upgrade.resumed",
  "cluster.starts",
  "cluster.retried",
  "cluster.skipped",
  "cluster.ended",
]);

/** After these a trouble is over, if there was one: whoever keeps account of it knows. */
function clears(event: Event, facts: RolloutFacts): readonly AddressedDraft[] {
  if (!CLEARS.has(event.kind) || event.result === "failed") return [];
  const incident = { key: incidentOf(event), over: true };
  return [address(event, facts, { ...plain("failures", "recovered"), incident })];
}
