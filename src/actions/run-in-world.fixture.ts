/**
 * Runs an action against the simulated world on a virtual clock, look after look, as the host would:
 * undisturbed, every look twice at once, or cut off after any of its deeds.
 */
import { openWorld, type WorldHandle } from "../drivers/world/world-handle.ts";
import { worldPorts } from "../drivers/world/world-ports.ts";
import { memoryRecords } from "../drivers/records/memory/memory-records.ts";
import type { Json } from "../model/data.ts";
import type { Contacts } from "../model/fleet.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Notice } from "../ports/notify-port.ts";
import { buildWorld } from "../world/build-world.ts";
import { type WorldDocument, worldSchema } from "../world/world-document.ts";
import type { MemberPorts } from "../ports/connect.ts";
import type { RecordPort } from "../ports/record-port.ts";
import type { LookMode } from "../upgrade/turn.ts";
import { evidenceStore } from "./evidence-store.ts";
import type { Action, LookContext, LookResult, PeoplePorts } from "./action.ts";

const CLUSTER = "shop-1";
export const OWNER = "rollout/shop-1/1";

/** `killed` cuts a look off after every other call that changes something, with its memo lost. */
export type Disturbance = "none" | "twice" | "killed";

export interface TestWorld {
  readonly handle: WorldHandle;
  readonly clock: { nowMs: number };
  readonly member: MemberPorts;
  readonly people: PeoplePorts;
  readonly notices: Notice[];
  readonly records: RecordPort;
}

type Template = WorldDocument["spec"]["templates"][number];

/** A world of one cluster: `template` is what runs in it, as people would write it. */
export function testWorld(
  template: Readonly<Record<string, unknown>> & Pick<Template, never>,
  options: {
    readonly version?: string;
    readonly contacts?: Contacts;
    readonly faults?: unknown;
  } = {},
): TestWorld {
  const document = worldSchema.parse({
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "World",
    metadata: { name: "test" },
    spec: {
      seed: "actions",
      start: "2026-11-23T08:00:00Z",
      versions: ["1.34.4", "1.35.4", "1.36.3"],
      templates: [{ name: "small", ...template }],
      clusters: [
        {
          name: CLUSTER,
          template: "small",
          version: options.version ?? "1.35.4",
          ...(options.faults === undefined ? {} : { faults: options.faults }),
        },
      ],
    },
  });
  const start = buildWorld(document);
  const clock = { nowMs: start.startMs };
  const handle = openWorld(start, () => clock.nowMs);
  const notices: Notice[] = [];
  const member = worldPorts(handle, { name: CLUSTER, provider: { kind: "world" }, access: {} });
  const people: PeoplePorts = {
    notify: { notify: (notice) => Promise.resolve(void notices.push(notice)) },
    contacts: options.contacts ?? {},
  };
  return { handle, clock, member, people, notices, records: memoryRecords() };
}

/** What the world's records say of the cluster. */
export function ledgerOf({ handle }: TestWorld) {
  const ledger = handle.ledger()[CLUSTER];
  if (ledger === undefined) throw new Error(`the test world has no cluster ${CLUSTER}`);
  return ledger;
}

/** The cluster as it is. */
export function clusterOf({ handle }: TestWorld) {
  const cluster = handle.state().clusters[CLUSTER];
  if (cluster === undefined) throw new Error(`the test world has no cluster ${CLUSTER}`);
  return cluster;
}

export interface Run {
  readonly outcome: Outcome;
  /** What it said, without repeats. */
  readonly said: readonly string[];
  /** What it was about to do, in words. */
  readonly intended: readonly string[];
  readonly largestMemo: number;
  readonly kills: number;
  readonly memo: Json;
}

export interface RunOptions {
  readonly disturbance?: Disturbance;
  readonly mode?: LookMode;
  /** Called before each look. */
  readonly before?: (look: number) => void;
  readonly memo?: Json;
  readonly maxLooks?: number;
}

/** Looks again and again until the action is done or has failed for good. */
export async function runAction(
  world: TestWorld,
  action: Action,
  inputs: unknown,
  options: RunOptions = {},
): Promise<Run> {
  const { disturbance = "none", mode = "forward", maxLooks = 600 } = options;
  const startedAtMs = world.clock.nowMs;
  const said: string[] = [];
  const intended: string[] = [];
  const killer = new Killer(disturbance === "killed");
  let memo = options.memo ?? null;
  let largestMemo = 0;
  for (let look = 0; look < maxLooks; look += 1) {
    options.before?.(look);
    const context = lookContext(world.clock.nowMs, startedAtMs, memo);
    const once = (): Promise<LookResult> =>
      action.look(inputs, {
        context,
        mode,
        openMember: () => Promise.resolve(killer.guard(world.member)),
        openPeople: () => Promise.resolve(world.people),
        openReference: () =>
          Promise.resolve({
            name: CLUSTER,
            identity: "uid-1",
            provider: { kind: "world" },
            access: { kubeconfig: "/etc/fleet/kubeconfig", context: CLUSTER },
          }),
        stopwatch: () => world.clock.nowMs,
        openEvidence: () => Promise.resolve(evidenceStore(world.records, `${OWNER}/step-1`)),
        effect: (_name, run) => run(),
        intend: (words) => Promise.resolve(void intended.push(...words)),
      });
    killer.revive();
    const [result] = await Promise.all(disturbance === "twice" ? [once(), once()] : [once()]);
    if (result === undefined || killer.struck) {
      // Nothing of this look is remembered; the next comes a little later.
      world.clock.nowMs += 3_000;
      continue;
    }
    memo = result.memo;
    largestMemo = Math.max(largestMemo, JSON.stringify(memo).length);
    const { outcome } = result;
    if (said.at(-1) !== wordsOf(outcome)) said.push(wordsOf(outcome));
    if (outcome.kind === "done" || outcome.kind === "failed") {
      return { outcome, said, intended, largestMemo, kills: killer.kills, memo };
    }
    world.clock.nowMs += outcome.afterMs;
  }
  throw new Error(`not over after ${maxLooks} looks; said last: ${said.slice(-3).join(" | ")}`);
}

export function lookContext(
  nowMs: number,
  startedAtMs: number,
  memo: Json,
  upgradeStartedAtMs = startedAtMs,
): LookContext {
  return {
    nowMs,
    rollout: "rollout",
    cluster: CLUSTER,
    attempt: 1,
    step: "step-1",
    owner: OWNER,
    skipped: [],
    startedAtMs,
    upgradeStartedAtMs,
    retries: 2,
    memo,
  };
}

export function wordsOf(outcome: Outcome): string {
  switch (outcome.kind) {
    case "done":
      return outcome.summary;
    case "requeue":
      return outcome.progress;
    case "waiting":
      return outcome.for;
    case "failed":
      return outcome.why;
  }
}

const READS = new Set([
  "list",
  "find",
  "findRestore",
  "observe",
  "identity",
  "readiness",
  "nodes",
  "pods",
  "budgets",
  "workloads",
  "attachments",
]);

/** Ends a look after a call that changed something: what comes after it in that look never happens. */
class Killer {
  kills = 0;
  struck = false;
  readonly #armed: boolean;
  #calls = 0;

  constructor(armed: boolean) {
    this.#armed = armed;
  }

  revive(): void {
    this.struck = false;
  }

  guard({ provider, cluster, addons, backups, reader, metrics }: MemberPorts): MemberPorts {
    return {
      provider: this.#wrap(provider),
      cluster: this.#wrap(cluster),
      addons: this.#wrap(addons),
      ...(backups !== undefined && { backups: this.#wrap(backups) }),
      reader,
      ...(metrics && { metrics }),
    };
  }

  #wrap<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function" || READS.has(String(name))) return value;
        return async (...inputs: readonly unknown[]) => {
          if (this.struck) throw new Error("killed");
          const answer: unknown = await Reflect.apply(value, target, inputs);
          this.#strike();
          return answer;
        };
      },
    });
  }

  #strike(): void {
    this.#calls += 1;
    if (!this.#armed || this.#calls % 2 === 0) return;
    this.struck = true;
    this.kills += 1;
  }
}
