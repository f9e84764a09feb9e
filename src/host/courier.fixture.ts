import { memoryRecords } from "../drivers/records/memory/memory-records.ts";
import { chainEvents, emptyHead, type EventBody, type StreamHead } from "../model/event.ts";
import { canonicalJson, contentHash } from "../model/hash.ts";
import type { Json } from "../model/data.ts";
import type { Plan } from "../model/plan.ts";
import type { ChannelPort, Delivery } from "../ports/channel-port.ts";
import type { RecordPort } from "../ports/record-port.ts";
import { inProcessHost, type CrashPoint, type InProcessHost } from "../simulate/in-process-host.ts";
import { virtualClock, type VirtualClock } from "../simulate/virtual-clock.ts";
import { courierObject } from "./courier-object.ts";
import { COURIER } from "./object-names.ts";

export const START_MS = Date.UTC(2026, 10, 23, 9);

/** What a channel was handed, by name. */
export interface Arrived extends Delivery {
  readonly channel: string;
  readonly atMs: number;
}

export interface CourierBench {
  readonly clock: VirtualClock;
  readonly records: RecordPort;
  readonly host: InProcessHost;
  readonly arrived: Arrived[];
  /** Records events of rollout `r`, as its object would, and wakes the channels. */
  tell(...bodies: readonly Partial<EventBody>[]): Promise<void>;
  /** Applies the document again, or another. */
  apply(spec: object): Promise<void>;
  wake(): Promise<void>;
  /** Lets this much time pass. */
  pass(ms: number): Promise<void>;
}

export interface CourierCase {
  readonly spec: { readonly channels: readonly { readonly name: string }[] };
  readonly contacts?: Readonly<Record<string, object>>;
  /** What a channel does instead of taking a message. */
  readonly send?: (arrived: Arrived) => Promise<void>;
  readonly crash?: (point: CrashPoint) => boolean;
}

/** Couriers on records in memory, with a plan of six clusters, four of them in production. */
export async function courierBench(of: CourierCase): Promise<CourierBench> {
  const clock = virtualClock({ startMs: START_MS });
  const records = memoryRecords();
  const arrived: Arrived[] = [];
  const host = hostOf(of, clock, records, arrived);
  const json = JSON.stringify(fleet(of.contacts));
  await records.putDocument({ kind: "Fleet", name: "f", json });
  await records.putBlob(canonicalJson(PLAN));
  let channels: readonly string[] = [];
  const each = async (kind: "open" | "wake"): Promise<void> => {
    for (const name of channels) await host.send(COURIER, name, { kind });
    await host.advanceTo(clock.nowMs());
  };
  const append = teller(records, clock);
  const tell: CourierBench["tell"] = async (...bodies) => {
    await append(bodies);
    await each("wake");
  };
  const apply = async (spec: object): Promise<void> => {
    const text = JSON.stringify(messaging(spec));
    await records.putDocument({ kind: "Messaging", name: "m", json: text });
    channels = (spec as CourierCase["spec"]).channels.map(({ name }) => name);
    await each("open");
  };
  await tell({ kind: "rollout.planned", plan: contentHash(PLAN), reason: "planned" });
  await apply(of.spec);
  const wake = (): Promise<void> => each("wake");
  const pass = (ms: number): Promise<void> => host.advanceTo(clock.nowMs() + ms);
  return { clock, records, host, arrived, tell, apply, wake, pass };
}

function hostOf(
  { send = async () => {}, crash }: CourierCase,
  clock: VirtualClock,
  records: RecordPort,
  arrived: Arrived[],
): InProcessHost {
  const port = (channel: string): ChannelPort => ({
    send: async (delivery) => {
      const one = { ...delivery, channel, atMs: clock.nowMs() };
      await send(one);
      arrived.push(one);
      return { ts: String(arrived.length) };
    },
  });
  const courier = courierObject({
    records,
    openChannel: async ({ name }) => port(name),
    realNowMs: () => clock.nowMs(),
    speed: 1,
  });
  return inProcessHost({ objects: [courier], clock, ...(crash === undefined ? {} : { crash }) });
}

function teller(
  records: RecordPort,
  clock: VirtualClock,
): (bodies: readonly Partial<EventBody>[]) => Promise<void> {
  let head: StreamHead = emptyHead("rollout/r");
  const usual = { kind: "step.done", actor: "fleetlift", rollout: "r", reason: "" } as const;
  return async (bodies) => {
    for (const body of bodies) {
      const chained = chainEvents(head, [{ ...usual, ...body }], clock.nowMs());
      head = chained.head;
      await records.append(chained.events);
    }
  };
}

function messaging(spec: object): Json | object {
  return { apiVersion: "fleetlift.dev/v1alpha1", kind: "Messaging", metadata: { name: "m" }, spec };
}

const NAMES = ["s-1", "s-2", "p-1", "p-2", "p-3", "p-4"];

function fleet(contacts: CourierCase["contacts"] = {}): object {
  return {
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "Fleet",
    metadata: { name: "f" },
    spec: {
      defaults: { provider: { kind: "world" } },
      clusters: NAMES.map((name) => ({
        name,
        ...(contacts[name] === undefined ? {} : { contacts: contacts[name] }),
      })),
    },
  };
}

const planned = (name: string, production: boolean) => ({
  name,
  member: name,
  identity: name,
  shape: "A",
  ...(production ? { production: true as const } : {}),
});

export const PLAN: Plan = {
  schemaVersion: 1,
  kind: "Plan",
  rollout: "r",
  fleet: "f",
  target: { kubernetes: "1.36" },
  workflows: {},
  shapes: {},
  stages: [
    {
      name: "staging",
      maxConcurrency: 2,
      maxAllowedFailures: 0,
      clusters: [planned("s-1", false), planned("s-2", false)],
    },
    {
      name: "production",
      maxConcurrency: 4,
      maxAllowedFailures: 0,
      clusters: NAMES.slice(2).map((name) => planned(name, true)),
    },
  ],
  leftOut: [],
};
