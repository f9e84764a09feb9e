import type { Event, EventBody } from "../model/event.ts";
import type { Channel, ChannelOf, Messaging } from "../model/messaging.ts";
import type { RoutedDraft } from "./draft.ts";
import type { RolloutFacts } from "./rollout-facts.ts";

export const AT_MS = Date.UTC(2026, 10, 23, 9);

/** A plan of two stages; only what begins with `p` serves for real. */
export const facts: RolloutFacts = {
  target: "Kubernetes 1.36",
  stages: new Map([
    ["staging", ["s-1"]],
    ["production", ["p-1", "p-2"]],
  ]),
  stageOf: new Map([
    ["s-1", "staging"],
    ["p-1", "production"],
    ["p-2", "production"],
  ]),
  production: new Set(["p-1", "p-2"]),
  all: ["s-1", "p-1", "p-2"],
};

export function event(body: Partial<EventBody>, more: Partial<Event> = {}): Event {
  return {
    kind: "step.done",
    actor: "fleetlift",
    rollout: "r",
    reason: "because",
    ...body,
    schemaVersion: 1,
    stream: "rollout/r",
    seq: 7,
    atMs: AT_MS,
    previousHash: "",
    hash: "",
    ...more,
  };
}

export const hook: ChannelOf<"webhook"> = {
  name: "hook",
  kind: "webhook",
  url: "https://h.example",
};
export const chat: ChannelOf<"slack"> = {
  name: "chat",
  kind: "slack",
  room: "#platform",
  token: { env: "T" },
};
export const pager: ChannelOf<"pagerduty"> = {
  name: "pager",
  kind: "pagerduty",
  routingKey: { env: "K" },
};
export const mail: ChannelOf<"email"> = {
  name: "mail",
  kind: "email",
  host: "h",
  from: "a@b.example",
};

export function messaging(channels: readonly Channel[], more: Partial<Messaging> = {}): Messaging {
  return { channels, audiences: { operations: channels.map(({ name }) => name) }, ...more };
}

export function draft(more: Partial<RoutedDraft> = {}): RoutedDraft {
  return {
    event: "rollout/r#7",
    atMs: AT_MS,
    audience: "operations",
    topic: "progress",
    form: "cluster-done",
    severity: "info",
    needsPerson: false,
    rollout: "r",
    stage: "production",
    target: "Kubernetes 1.36",
    clusters: ["p-1"],
    clusterCount: 1,
    reason: "because",
    who: "fleetlift",
    ...more,
  };
}
