import type { Json } from "../../model/data.ts";
import type { BudgetView, NodeView, PodView } from "../../ports/cluster-port.ts";
import { lookContext } from "../run-in-world.fixture.ts";
import { type RollInput, rollInput } from "./input.ts";
import { readRoll, type Roll, type RollSeen } from "./roll.ts";

export const OLD = "1.35.4";
export const NEW = "1.36.3";
export const NOW_MS = 1_800_000_000_000;

/** An old node in service, unless told otherwise. */
export function node(name: string, change: Partial<NodeView> = {}): NodeView {
  return {
    name,
    pool: "general",
    kubeletVersion: OLD,
    ready: true,
    unschedulable: false,
    cordonedBy: undefined,
    avoided: false,
    ...change,
  };
}

/** A healthy pod of a deployment, unless told otherwise. */
export function pod(name: string, change: Partial<PodView> = {}): PodView {
  return {
    namespace: "shop",
    name,
    uid: `uid-${name}`,
    node: "a",
    labels: { app: "web" },
    phase: "Running",
    ready: true,
    terminating: false,
    controller: "ReplicaSet",
    mirror: false,
    emptyDir: false,
    ...change,
  };
}

/** A budget over three healthy pods of `app: web` that allows one to go, unless told otherwise. */
export function budget(change: Partial<BudgetView> = {}): BudgetView {
  return {
    namespace: "shop",
    name: "web",
    selector: { matchLabels: { app: "web" } },
    disruptionsAllowed: 1,
    currentHealthy: 3,
    desiredHealthy: 2,
    expectedPods: 3,
    ...change,
  };
}

export interface Scene {
  readonly nodes: readonly NodeView[];
  /** Names of machines that have not joined. */
  readonly joining?: readonly string[];
  /** Old machines without a Node object. */
  readonly leaving?: readonly string[];
  /** Old machines without a Node object that the provider calls ready. */
  readonly strange?: readonly string[];
  readonly size?: number;
  readonly pods?: readonly PodView[];
  readonly budgets?: readonly BudgetView[];
  readonly controlPlane?: string;
  readonly attachments?: RollSeen["attachments"];
}

export function seenOf(scene: Scene): RollSeen {
  const { nodes, joining = [], leaving = [], strange = [], pods = [], budgets = [] } = scene;
  const controlPlaneVersion = scene.controlPlane ?? NEW;
  return {
    nodes,
    pods,
    budgets,
    attachments: scene.attachments ?? [],
    view: {
      status: "active",
      statusReason: "",
      controlPlaneVersion,
      servers: [{ name: "api-1", version: controlPlaneVersion }],
      available: [NEW],
      pools: [
        {
          name: "general",
          dialect: "weRoll",
          size: scene.size ?? nodes.length,
          nodes: [
            ...nodes.map(({ name, kubeletVersion, ready }) => ({ name, kubeletVersion, ready })),
            ...joining.map((name) => ({ name, ready: false })),
            ...leaving.map((name) => ({ name, kubeletVersion: OLD, ready: false })),
            ...strange.map((name) => ({ name, kubeletVersion: OLD, ready: true })),
          ],
        },
      ],
    },
  };
}

export function inputOf(change: Partial<RollInput> = {}): RollInput {
  return rollInput.parse({ pool: "general", to: NEW, dialect: "weRoll", ...change });
}

export const contextAt = (memo: Json = null, nowMs: number = NOW_MS) =>
  lookContext(nowMs, NOW_MS - 600_000, memo);

export function rollOf(scene: Scene, change: Partial<RollInput> = {}, memo: Json = null): Roll {
  const seen = seenOf(scene);
  const [pool] = seen.view.pools;
  if (pool === undefined) throw new Error("the scene has no pool");
  return readRoll(pool, seen, inputOf(change), contextAt(memo));
}
