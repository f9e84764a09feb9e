/**
 * One cluster, one gate: a baseline is taken, something is done to the cluster, and its health is held
 * against the baseline. The production host, actions and Prometheus driver, on a virtual clock.
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { actionCatalog } from "../../src/actions/catalog.ts";
import { makeAction } from "../../src/actions/scripted/scripted.fixture.ts";
import { prometheusMetrics } from "../../src/drivers/prometheus/prometheus-metrics.ts";
import { memoryRecords } from "../../src/drivers/records/memory/memory-records.ts";
import { openWorld, type WorldHandle } from "../../src/drivers/world/world-handle.ts";
import { worldPorts } from "../../src/drivers/world/world-ports.ts";
import { upgradeObject } from "../../src/host/upgrade-object.ts";
import { MEMBER, ROLLOUT, UPGRADE } from "../../src/host/object-names.ts";
import type { Event } from "../../src/model/event.ts";
import { canonicalJson } from "../../src/model/hash.ts";
import { flowName } from "../../src/model/upgrade.ts";
import { systemClock } from "../../src/platform/clock.ts";
import type { MemberPorts } from "../../src/ports/connect.ts";
import type { RecordPort } from "../../src/ports/record-port.ts";
import { inProcessHost, type InProcessHost } from "../../src/simulate/in-process-host.ts";
import { virtualClock, type VirtualClock } from "../../src/simulate/virtual-clock.ts";
import { buildWorld } from "../../src/world/build-world.ts";
import type { Fault } from "../../src/world/fault.ts";
import { CLUSTER, fleet, HOUR_MS, MINUTE_MS, planFor, world } from "./field-documents.ts";
import type { MetricsServer, Told } from "./metrics-server.ts";

/** What can be done to the field between the baseline and the check. */
export interface Hands {
  readonly told: Told;
  readonly ports: MemberPorts;
  readonly break: (fault: Fault) => void;
  /** What the script of the installation finds out. */
  readonly scriptSays: (value: number) => void;
  /** Every call to the API takes so much longer from now on. */
  slowMs: number;
}

export interface GateCase {
  readonly name: string;
  /** Done before the baseline is taken. */
  readonly before?: (hands: Hands) => void | Promise<void>;
  readonly plant?: (hands: Hands) => void | Promise<void>;
  /** Planted right before the check in place of two minutes earlier. */
  readonly late?: true;
}

/** How the check ended, in the words of its record. */
export interface Ended {
  readonly kind: "passed" | "failed" | "asks";
  readonly words: string;
}

/** Plays one case to its end, or until a person is asked. */
export async function playCase(
  gate: GateCase,
  server: MetricsServer,
  folder: string,
): Promise<Ended> {
  const start = buildWorld(world);
  const clock = virtualClock({ startMs: start.startMs });
  const hands = makeHands(
    openWorld(start, () => clock.nowMs()),
    server.told,
    folder,
  );
  allIsWell(hands);
  await gate.before?.(hands);
  const records = memoryRecords();
  const host = await beginGate(hands, server.url, folder, records, clock);
  const plantMs = gate.late === true ? 15 * MINUTE_MS - 2_000 : 13 * MINUTE_MS;
  await host.advanceTo(start.startMs + plantMs);
  await gate.plant?.(hands);
  const verdict = async () => endOf((await records.read({ after: "", limit: 5_000 })).events);
  const limitMs = start.startMs + 4 * HOUR_MS;
  await host.runUntil(async () => (await verdict()) !== undefined, limitMs);
  const ended = await verdict();
  if (ended === undefined) throw new Error(`${gate.name}: no verdict after 4 h`);
  return ended;
}

function allIsWell({ told, scriptSays }: Hands): void {
  told.prometheus = 200;
  told.service = 200;
  for (const [query, value] of Object.entries({ errors: 0.002, p99: 100, orders: 50, trial: 0 })) {
    told.queries.set(query, value);
  }
  scriptSays(2);
}

/** The production host over the field, with the gate begun. */
async function beginGate(
  hands: Hands,
  url: string,
  folder: string,
  records: RecordPort,
  clock: VirtualClock,
): Promise<InProcessHost> {
  await records.putDocument({ kind: "Fleet", name: "f", json: JSON.stringify(fleet) });
  const run = { script: { argv: ["./lag"] } };
  const script = makeAction({ folder, run, spec: { touches: ["nothing"] } });
  const upgrades = upgradeObject({
    records,
    connect: () => Promise.resolve({ ...slowed(hands), metrics: prometheusMetrics(url) }),
    notify: { notify: () => Promise.resolve() },
    actions: new Map([...actionCatalog, ["lag", script]]),
  });
  const nobody = (name: string) => ({ name, on: () => Promise.resolve() });
  const host = inProcessHost({ objects: [nobody(ROLLOUT), nobody(MEMBER), upgrades], clock });
  const name = flowName("gate", CLUSTER);
  await host.send(UPGRADE, `r/${name}/1`, {
    kind: "begin",
    rollout: "r",
    fleet: "f",
    plan: await records.putBlob(canonicalJson(planFor(url))),
    name,
    member: CLUSTER,
    identity: await hands.ports.cluster.identity(),
    shape: "",
    flow: "gate",
    attempt: 1,
    skips: [],
  });
  return host;
}

/** How the check ended; undefined while it goes on. What ends before it is a fault of the field. */
function endOf(events: readonly Event[]): Ended | undefined {
  const early = events.find(({ kind, step }) => kind === "step.failed" && step !== "check");
  if (early !== undefined) throw new Error(`the field broke: ${early.reason}`);
  const of = events.filter(({ step }) => step === "check");
  const done = of.find(({ kind }) => kind === "step.done");
  if (done !== undefined) return { kind: "passed", words: done.reason };
  const failed = of.find(({ kind }) => kind === "step.failed");
  if (failed !== undefined) return { kind: "failed", words: failed.reason };
  const asks = of.find(({ kind, needsPerson }) => kind === "step.waiting" && needsPerson === true);
  return asks && { kind: "asks", words: asks.reason };
}

function makeHands(handle: WorldHandle, told: Told, folder: string): Hands {
  return {
    told,
    ports: worldPorts(handle, { name: CLUSTER, provider: { kind: "world" }, access: {} }),
    break: (fault) => handle.break(CLUSTER, fault),
    scriptSays: (value) => {
      const answer = { outcome: { kind: "done", summary: "lag read", outputs: { lag: value } } };
      const text = `#!/bin/sh\ncat >/dev/null\necho '${JSON.stringify(answer)}'\n`;
      writeFileSync(path.join(folder, "lag"), text, { mode: 0o755 });
    },
    slowMs: 0,
  };
}

/** The ports as they are reached over a line that may be slow: in real time, since that is what is measured. */
function slowed(hands: Hands): MemberPorts {
  const { ports } = hands;
  const slow = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get: (target, method) => {
        const value: unknown = Reflect.get(target, method);
        if (typeof value !== "function") return value;
        return async (...inputs: readonly unknown[]): Promise<unknown> => {
          if (hands.slowMs > 0) await systemClock.sleep(hands.slowMs);
          return Reflect.apply(value, target, inputs) as unknown;
        };
      },
    });
  return { ...ports, cluster: slow(ports.cluster), reader: slow(ports.reader) };
}
