import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPackStore } from "../packs/pack-store.ts";
import { actionCatalog } from "../actions/catalog.ts";
import { courierObject } from "../host/courier-object.ts";
import { memberObject } from "../host/member-object.ts";
import { planLoader } from "../host/load-plan.ts";
import { rolloutObject } from "../host/rollout-object.ts";
import { upgradeObject } from "../host/upgrade-object.ts";
import type { Member } from "../model/fleet.ts";
import { contentHash } from "../model/hash.ts";
import type { Plan, Step } from "../model/plan.ts";
import { plainStep } from "../model/step.fixture.ts";
import { memoryRecords } from "../drivers/records/memory/memory-records.ts";
import { planReport } from "../plan/report/plan-report.ts";
import { logNotify } from "../drivers/notify/log.ts";
import { channelOpener } from "../drivers/notify/open-channel.ts";
import type { MemberPorts } from "../ports/connect.ts";
import { inProcessHost, type InProcessHost } from "../simulate/in-process-host.ts";
import { virtualClock, type VirtualClock } from "../simulate/virtual-clock.ts";
import { denialRecorder } from "./access/record-denial.ts";
import { makeApp } from "./app.ts";
import type { Core } from "./core.ts";
import { openReadSide } from "./read-side.ts";
import { tailRecords } from "./record-tail.ts";

export const START_MS = Date.UTC(2026, 10, 23, 8);

export interface TestServer {
  readonly core: Core;
  readonly host: InProcessHost;
  readonly clock: VirtualClock;
  readonly closing: AbortController;
  /** A request to the API, and its answer's status and JSON. */
  readonly ask: (
    method: string,
    path: string,
    body?: object,
    token?: string,
  ) => Promise<{ readonly status: number; readonly body: unknown }>;
  /** As the server would serve it on its socket. */
  readonly fetch: (request: Request) => Promise<Response>;
}

/** The whole API on records in memory and the in-process host; every cluster only waits for ten minutes. */
export function testServer(clusters: readonly string[] = ["shop-1", "shop-2"]): TestServer {
  const clock = virtualClock({ startMs: START_MS });
  const records = tailRecords(memoryRecords(), clock);
  const services = {
    records,
    notify: logNotify({}),
    actions: actionCatalog,
    // The only step of these tests waits; of its cluster only who and where it is are looked at.
    connect: async ({ name }: Member) =>
      ({
        cluster: { identity: async () => name },
        provider: { observe: async () => ({ controlPlaneVersion: "1.35.4" }) },
      }) as unknown as MemberPorts,
  };
  const host = inProcessHost({
    clock,
    objects: [
      rolloutObject(services),
      upgradeObject(services),
      memberObject,
      courierObject({
        records,
        openChannel: channelOpener("/nowhere"),
        realNowMs: () => clock.nowMs(),
        speed: 1,
      }),
    ],
  });
  const closing = new AbortController();
  const loadPlan = planLoader(records);
  const core: Core = {
    records,
    host,
    clock,
    loadPlan,
    owner: "ana",
    drift: () => [],
    packs: openPackStore(join(tmpdir(), `fl-no-packs-${process.pid}`)),
    recordDenial: denialRecorder(records, clock),
    readSide: openReadSide(records, loadPlan),
    planner: {
      plan: async (fleet, rollout) => {
        const plan = waitingPlan(rollout.metadata.name, fleet.name, clusters);
        const hash = contentHash(plan);
        return { kind: "planned", plan, hash, report: planReport(plan, hash), snapshots: [] };
      },
    },
    about: { version: "0.0.0", pid: 1, dataDir: "/data" },
    closing: closing.signal,
  };
  const app = makeApp(core);
  return {
    core,
    host,
    clock,
    closing,
    fetch: async (request) => await app.fetch(request),
    ask: async (method, path, body, token) => {
      const response = await app.request(`/apis/fleetlift.dev/v1alpha1${path}`, {
        method,
        headers: {
          "content-type": "application/json",
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    },
  };
}

const wait: Step = plainStep("soak", {
  title: "soak",
  uses: "wait",
  with: { forMs: 600_000 },
  undo: "nothing to undo",
});

export function waitingPlan(rollout: string, fleet: string, clusters: readonly string[]): Plan {
  return {
    schemaVersion: 1,
    kind: "Plan",
    rollout,
    fleet,
    target: { kubernetes: "1.36" },
    workflows: {},
    shapes: {
      A: {
        strategy: "rolling",
        why: "asked for",
        hops: [{ component: "control-plane", from: "1.35.4", to: "1.36.3" }],
        steps: [wait],
      },
    },
    stages: [
      {
        name: "all",
        maxConcurrency: 1,
        maxAllowedFailures: 0,
        clusters: clusters.map((name) => ({ name, member: name, identity: name, shape: "A" })),
      },
    ],
    leftOut: [
      { name: "shop-old", kind: "blocked", why: "it is too old", help: "upgrade it by hand" },
    ],
  };
}

export const fleetDocument = (
  name = "shop",
  clusters: readonly string[] = ["shop-1", "shop-2"],
) => ({
  apiVersion: "fleetlift.dev/v1alpha1",
  kind: "Fleet",
  metadata: { name },
  spec: {
    defaults: { provider: { kind: "world" } },
    clusters: clusters.map((cluster) => ({ name: cluster, labels: { env: "test" } })),
  },
});

export const rolloutDocument = (
  state: "Initialize" | "Run" | "Stop",
  name = "kubernetes-1-36",
) => ({
  apiVersion: "fleetlift.dev/v1alpha1",
  kind: "Rollout",
  metadata: { name },
  spec: {
    fleet: "shop",
    state,
    target: { kubernetes: "1.36" },
    strategy: "rolling",
    nodes: { drainTimeout: "10m" },
    stages: [{ name: "all", selector: {}, maxConcurrency: 1 }],
  },
});
