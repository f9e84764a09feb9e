/** A thousand clusters that are upgraded at once, in a hundred rollouts, and a hundred more that wait for a slot. */
import { fleetSchema, type Fleet } from "../../src/model/fleet.ts";
import type { Json } from "../../src/model/data.ts";
import { rolloutSchema, type RolloutDocument } from "../../src/model/rollout.ts";
import { resolveFleet } from "../../src/spec/resolve-fleet.ts";
import { worldSchema, type WorldDocument } from "../../src/world/world-document.ts";

const API = "fleetlift.dev/v1alpha1";
export const FLEET = "thousand";

export interface Size {
  readonly rollouts: number;
  /** Running at once in each; one more waits. */
  readonly atOnce: number;
}

export interface Documents {
  readonly world: WorldDocument;
  readonly fleet: { readonly document: Json; readonly resolved: Fleet };
  readonly rollouts: readonly RolloutDocument[];
}

/** In each rollout one cluster's control plane fails on its way, when the world's chance has it. */
export function documentsOf({ rollouts, atOnce }: Size, random: () => number): Documents {
  const names = Array.from(
    { length: rollouts },
    (_, index) => `r${String(index).padStart(3, "0")}`,
  );
  const clusters = names.flatMap((rollout) => {
    const failing = Math.floor(random() * atOnce);
    return Array.from({ length: atOnce + 1 }, (_, index) => ({
      rollout,
      name: `${rollout}-${String(index).padStart(2, "0")}`,
      fails: index === failing,
    }));
  });
  const fleet = fleetOf(clusters);
  return {
    world: worldSchema.parse(worldOf(clusters)),
    fleet: { document: fleet, resolved: resolveFleet(fleetSchema.parse(fleet)) },
    rollouts: names.map((name) => rolloutSchema.parse(rolloutOf(name, atOnce))),
  };
}

interface Made {
  readonly rollout: string;
  readonly name: string;
  readonly fails: boolean;
}

function worldOf(clusters: readonly Made[]): Json {
  const fault = {
    name: "planted",
    kind: "ControlPlaneUpgradeFails",
    reason: "planted by the proof",
  };
  return {
    apiVersion: API,
    kind: "World",
    metadata: { name: FLEET },
    spec: {
      seed: FLEET,
      start: "2026-11-23T08:00:00Z",
      versions: ["1.35.4", "1.36.3"],
      templates: [
        {
          name: "small",
          pools: [{ name: "general", dialect: "weRoll", size: 3 }],
          workloads: [
            { kind: "Deployment", namespace: "kube-system", name: "coredns", replicas: 2 },
            { kind: "Deployment", namespace: "shop", name: "web", replicas: 6 },
          ],
          budgets: [{ namespace: "shop", name: "web", maxUnavailable: 1 }],
        },
      ],
      clusters: clusters.map(({ name, fails }) => ({
        name,
        template: "small",
        version: "1.35.4",
        ...(fails ? { faults: [fault] } : {}),
      })),
    },
  };
}

function fleetOf(clusters: readonly Made[]): Json {
  return {
    apiVersion: API,
    kind: "Fleet",
    metadata: { name: FLEET },
    spec: {
      defaults: { provider: { kind: "world" } },
      clusters: clusters.map(({ name, rollout }) => ({ name, labels: { rollout } })),
    },
  };
}

function rolloutOf(name: string, atOnce: number): Json {
  return {
    apiVersion: API,
    kind: "Rollout",
    metadata: { name },
    spec: {
      fleet: FLEET,
      target: { kubernetes: "1.36" },
      strategy: "rolling",
      stages: [
        {
          name: "all",
          selector: { matchLabels: { rollout: name } },
          maxConcurrency: atOnce,
          maxAllowedFailures: 0,
        },
      ],
    },
  };
}
