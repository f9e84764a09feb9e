import type { Measurement } from "../../gates/measurement.ts";
import type { AddonView } from "../../ports/addon-port.ts";
import type { SeenAutoscaler, SeenEvent, SeenLease, SeenPod } from "./raw-shapes.ts";
import type { SignalsSeen } from "./look-at-signals.ts";
import type { Signal } from "./signal.ts";
import type { Answered } from "./timed-calls.ts";

/** How long a pod may be on its way to its start before it counts as waiting. */
const PENDING_MS = 60_000;
/** Fewer restarts happen by themselves when an API server or a node goes away for a while. */
const FEW_RESTARTS = 3;
/** Warnings are counted over so long. */
const EVENTS_MS = 5 * 60_000;
/** A kubelet renews its lease every 10 s, and the node is given up after 40 s: what is older tells nothing of now. */
const LEASE_MS = 60_000;

/** What the look says of one signal. What could not be asked is an error, whatever the rest says. */
export function measureSignal(signal: Signal, seen: SignalsSeen, nowMs: number): Measurement {
  switch (signal) {
    case "api-latency":
      return latencyOf(seen);
    case "api-errors":
      return errorsOf(seen);
    case "readiness":
      return from(seen.readiness, () => named({}));
    case "nodes":
      return nodesOf(seen, nowMs);
    case "workloads":
      return workloadsOf(seen);
    case "restarts":
      return from(seen.pods, (pods) => listed("pods", pods, restartsOf));
    case "pending-pods":
      return from(seen.pods, (pods) => listed("pods", pods, (all) => pendingOf(all, nowMs)));
    case "autoscalers":
      return from(seen.autoscalers, (all = []) => unableOf(all));
    case "events":
      return from(seen.events, (all) => listed("events", all, (some) => warningsOf(some, nowMs)));
    case "addons":
      return addonsOf(seen.addons ?? {});
  }
}

function from<Value>(
  answer: Answered<Value> | undefined,
  measure: (value: Value) => Measurement,
): Measurement {
  if (answer === undefined) return { kind: "no-data", why: "it was not asked for" };
  return answer.kind === "failed" ? { kind: "error", why: answer.why } : measure(answer.value);
}

function listed<Item>(
  what: string,
  items: readonly Item[] | undefined,
  measure: (items: readonly Item[]) => Measurement,
): Measurement {
  return items === undefined
    ? { kind: "no-data", why: `the API server serves no ${what}` }
    : measure(items);
}

/** The sum over named amounts; what is well is not named. */
function named(parts: Readonly<Record<string, number>>, doubt?: string): Measurement {
  const value = Object.values(parts).reduce((sum, amount) => sum + amount, 0);
  return { kind: "value", value, parts, ...(doubt !== undefined && { doubt }) };
}

function latencyOf({ calls: { tookMs, failures } }: SignalsSeen): Measurement {
  const value = tookMs.toSorted((a, b) => a - b)[Math.floor((tookMs.length - 1) / 2)];
  return value === undefined
    ? { kind: "error", why: failures[0] ?? "no call was made" }
    : { kind: "value", value };
}

/** Where no call came through nothing can be said of their share: the API is away, not faulty. */
function errorsOf({ calls: { tookMs, failures } }: SignalsSeen): Measurement {
  if (tookMs.length === 0) return { kind: "error", why: failures[0] ?? "no call was made" };
  return { kind: "value", value: failures.length / (tookMs.length + failures.length) };
}

function nodesOf({ nodes, leases }: SignalsSeen, nowMs: number): Measurement {
  return from(nodes, (all) => {
    if (all.length === 0) return { kind: "no-data", why: "the API lists no node" };
    const ill = all.filter(({ ready }) => !ready);
    const renewed = leases?.kind === "answered" ? renewedMs(leases.value ?? []) : new Map();
    const silent = all.filter(
      ({ name, ready }) => ready && nowMs - (renewed.get(name) ?? nowMs) > LEASE_MS,
    );
    const [first] = silent;
    const doubt =
      first &&
      `${silent.length === 1 ? "node" : `${silent.length} nodes, the first of them`} ${first.name} called Ready, and its kubelet gave no sign for ${Math.round((nowMs - renewed.get(first.name)) / 1_000)} s`;
    return named(Object.fromEntries(ill.map(({ name }) => [`node ${name} not Ready`, 1])), doubt);
  });
}

function renewedMs(leases: readonly SeenLease[]): ReadonlyMap<string, number> {
  return new Map(
    leases.flatMap(({ metadata: { name }, spec: { renewTime } }) => {
      const atMs = Date.parse(renewTime ?? "");
      return Number.isNaN(atMs) ? [] : [[name, atMs] as const];
    }),
  );
}

function workloadsOf({ workloads }: SignalsSeen): Measurement {
  return from(workloads, (all) => {
    const short = all.filter(({ available, desired }) => available < desired);
    const [behind] = all.filter((workload) => workload.behind === true);
    const doubt =
      behind &&
      `what ${behind.namespace}/${behind.name} says of itself is older than its last change`;
    return named(
      Object.fromEntries(
        short.map(({ kind, namespace, name, available, desired }) => [
          `${kind} ${namespace}/${name} lacks`,
          desired - available,
        ]),
      ),
      doubt,
    );
  });
}

/** Who owns a pod, as people know it: a replica set comes and goes, its deployment stays. */
function ownerOf({ metadata: { namespace, name, labels, ownerReferences } }: SeenPod): string {
  const owner = ownerReferences.find(({ controller }) => controller);
  if (owner === undefined) return `${namespace}/${name}`;
  if (owner.kind !== "ReplicaSet") return `${namespace}/${owner.name}`;
  const hash = labels["pod-template-hash"] ?? owner.name.split("-").at(-1) ?? "";
  const isSuffix = owner.name.endsWith(`-${hash}`);
  return `${namespace}/${isSuffix ? owner.name.slice(0, -hash.length - 1) : owner.name}`;
}

function restartsOf(pods: readonly SeenPod[]): Measurement {
  const most: Record<string, number> = {};
  for (const pod of pods) {
    const { containerStatuses, initContainerStatuses } = pod.status;
    for (const { restartCount } of [...containerStatuses, ...initContainerStatuses]) {
      const owner = `restarts of ${ownerOf(pod)}`;
      if (restartCount >= FEW_RESTARTS) most[owner] = Math.max(most[owner] ?? 0, restartCount);
    }
  }
  return named(most);
}

function pendingOf(pods: readonly SeenPod[], nowMs: number): Measurement {
  const waiting: Record<string, number> = {};
  for (const pod of pods) {
    const { creationTimestamp, deletionTimestamp } = pod.metadata;
    if (pod.status.phase !== "Pending" || deletionTimestamp !== undefined) continue;
    if (nowMs - Date.parse(creationTimestamp ?? "") < PENDING_MS) continue;
    const owner = `pods of ${ownerOf(pod)} that wait`;
    waiting[owner] = (waiting[owner] ?? 0) + 1;
  }
  return named(waiting);
}

/** Being at its most is what an autoscaler is for; not knowing, or not being let, is ill. */
function unableOf(autoscalers: readonly SeenAutoscaler[]): Measurement {
  const unable = autoscalers.flatMap(({ metadata: { namespace, name }, status }) => {
    const why = status.conditions.find(
      ({ type, status: is }) =>
        (type === "ScalingActive" || type === "AbleToScale") && is === "False",
    );
    // One that is scaled to zero is switched off by whoever did that.
    return why === undefined || why.reason === "ScalingDisabled"
      ? []
      : [[`autoscaler ${namespace}/${name} (${why.reason})`, 1] as const];
  });
  return named(Object.fromEntries(unable));
}

function warningsOf(events: readonly SeenEvent[], nowMs: number): Measurement {
  const recent = events.filter((event) => {
    const atMs = Date.parse(
      event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? "",
    );
    return event.type === "Warning" && nowMs - atMs <= EVENTS_MS;
  });
  return { kind: "value", value: recent.length / (EVENTS_MS / 60_000) };
}

function addonsOf(views: Readonly<Record<string, Answered<AddonView | undefined>>>): Measurement {
  const all = Object.entries(views);
  const failed = all.flatMap(([, view]) => (view.kind === "failed" ? [view.why] : []));
  if (failed[0] !== undefined) return { kind: "error", why: failed[0] };
  if (all.length === 0) return { kind: "no-data", why: "no add-on is named" };
  const ill = all.flatMap(([name, view]) =>
    view.kind === "answered" ? illOf(name, view.value) : [],
  );
  return named(Object.fromEntries(ill));
}

function illOf(name: string, view: AddonView | undefined): readonly (readonly [string, number])[] {
  if (view === undefined) return [[`add-on ${name} is not installed`, 1]];
  const { parts, crds } = view;
  return [
    ...parts.flatMap(({ failure, workloads }) => [
      ...(failure === "" ? [] : [[`add-on ${name}: ${failure}`, 1] as const]),
      ...workloads
        .filter(({ available, desired }) => available < desired)
        .map((short) => {
          const words = `add-on ${name}: ${short.namespace}/${short.name} lacks`;
          return [words, short.desired - short.available] as const;
        }),
    ]),
    ...(crds === undefined || crds.trouble === ""
      ? []
      : [[`CRDs of ${name}: ${crds.trouble}`, 1] as const]),
  ];
}
