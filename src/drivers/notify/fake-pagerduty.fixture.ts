import { loopback, type Loopback } from "./loopback.fixture.ts";

export interface Incident {
  readonly summary: string;
  readonly severity: string;
  readonly status: "triggered" | "resolved";
  readonly events: number;
}

export interface FakePagerDuty extends Loopback {
  readonly incidents: Map<string, Incident>;
}

interface PagerEvent {
  readonly routing_key?: string;
  readonly event_action?: string;
  readonly dedup_key?: string;
  readonly payload?: {
    readonly summary?: string;
    readonly severity?: string;
    readonly source?: string;
  };
}

const SEVERITIES = ["critical", "error", "warning", "info"];

/** PagerDuty's Events API v2 as its documentation has it: one entry for each `dedup_key`. */
export async function fakePagerDuty(
  routingKey: string,
  afterMs: () => number = () => 0,
): Promise<FakePagerDuty> {
  const incidents = new Map<string, Incident>();
  const server = await loopback(({ path, body }) => {
    if (path !== "/v2/enqueue") return { status: 404 };
    const event = JSON.parse(body) as PagerEvent;
    const errors = faultsOf(event, routingKey);
    if (errors.length > 0) {
      const refusal = { status: "invalid event", message: "Event object is invalid", errors };
      return { status: 400, body: JSON.stringify(refusal) };
    }
    take(incidents, event);
    const taken = { status: "success", message: "Event processed", dedup_key: event.dedup_key };
    return { status: 202, body: JSON.stringify(taken), afterMs: afterMs() };
  });
  return { ...server, incidents };
}

function faultsOf(event: PagerEvent, routingKey: string): readonly string[] {
  const { routing_key: key = "", event_action: action = "", payload = {} } = event;
  const faults: (string | false)[] = [
    key.length !== 32 && "Length of 'routing_key' is incorrect (should be 32 characters)",
    key.length === 32 && key !== routingKey && "'routing_key' is invalid",
    !["trigger", "acknowledge", "resolve"].includes(action) && "'event_action' is invalid",
    (event.dedup_key ?? "").length > 255 && "'dedup_key' is too long",
    action === "trigger" && (payload.summary ?? "") === "" && "'payload.summary' is missing",
    action === "trigger" && (payload.source ?? "") === "" && "'payload.source' is missing",
    action === "trigger" &&
      !SEVERITIES.includes(payload.severity ?? "") &&
      "'payload.severity' is invalid",
  ];
  return faults.filter((fault) => fault !== false);
}

function take(incidents: Map<string, Incident>, event: PagerEvent): void {
  const key = event.dedup_key ?? "";
  const before = incidents.get(key);
  const events = (before?.events ?? 0) + 1;
  if (event.event_action === "resolve") {
    if (before !== undefined) incidents.set(key, { ...before, status: "resolved", events });
    return;
  }
  const { summary = "", severity = "" } = event.payload ?? {};
  incidents.set(key, { summary, severity, status: "triggered", events });
}
