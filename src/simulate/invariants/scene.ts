/**
 * What the invariants look at: the true world, the record, the plans, and what the host keeps. Owns
 * only what the record tells, folded as it comes, so that no invariant has to read it whole.
 */
import type { Event } from "../../model/event.ts";
import type { Plan, Step } from "../../model/plan.ts";
import type { ClusterState } from "../../world/world-state.ts";
import type { Happening } from "../happening.ts";
import type { KeptKey } from "../in-process-host.ts";
import { type ToldRollout, tellRollout, toldRollout } from "./told-rollout.ts";
import { isFlow, tellUpgrade, type ToldUpgrade, toldUpgrade } from "./told-upgrade.ts";

/** Where the truth is read from. */
export interface Truth {
  readonly clusters: () => Readonly<Record<string, ClusterState>>;
  readonly events: () => readonly Event[];
  readonly keys: () => Iterable<KeptKey>;
}

export interface Scene extends Truth {
  readonly plans: ReadonlyMap<string, Plan>;
  readonly rollouts: ReadonlyMap<string, ToldRollout>;
  /** By `rollout/cluster/attempt`. */
  readonly upgrades: ReadonlyMap<string, ToldUpgrade>;
  /** The upgrades that hold a lease, by the name of the cluster in the world. */
  readonly leases: ReadonlyMap<string, ReadonlySet<ToldUpgrade>>;
  /** The cluster in the world that an upgrade works on; undefined when its plan does not say. */
  worldCluster(upgrade: ToldUpgrade): string | undefined;
  /** The steps of an upgrade or a flow, those of its recovery too, as its plan says. */
  stepsOf(upgrade: ToldUpgrade): readonly Step[];
  take(happening: Happening): void;
}

export function openScene(truth: Truth): Scene {
  return new FoldedScene(truth);
}

class FoldedScene implements Scene {
  readonly clusters: Truth["clusters"];
  readonly events: Truth["events"];
  readonly keys: Truth["keys"];
  readonly plans = new Map<string, Plan>();
  readonly rollouts = new Map<string, ToldRollout>();
  readonly upgrades = new Map<string, ToldUpgrade>();
  readonly leases = new Map<string, Set<ToldUpgrade>>();
  /** The name of each cluster in the world, by the identity that plans know. */
  readonly #names: ReadonlyMap<string, string>;

  constructor({ clusters, events, keys }: Truth) {
    this.clusters = clusters;
    this.events = events;
    this.keys = keys;
    this.#names = new Map(Object.values(clusters()).map(({ uid, name }) => [uid, name]));
  }

  take(happening: Happening): void {
    if (happening.kind === "planned") this.plans.set(happening.hash, happening.plan);
    if (happening.kind === "event") this.#tell(happening.event);
  }

  worldCluster({ plan, cluster }: ToldUpgrade): string | undefined {
    const planned = this.plans
      .get(plan)
      ?.stages.flatMap(({ clusters }) => clusters)
      .find(({ name }) => name === cluster);
    return planned && this.#names.get(planned.identity);
  }

  stepsOf(upgrade: ToldUpgrade): readonly Step[] {
    const plan = this.plans.get(upgrade.plan);
    if (isFlow(upgrade)) return plan?.flows?.[upgrade.cluster.split("@")[1] ?? ""]?.steps ?? [];
    const key = plan?.stages
      .flatMap(({ clusters }) => clusters)
      .find(({ name }) => name === upgrade.cluster)?.shape;
    const shape = key === undefined ? undefined : plan?.shapes[key];
    return [...(shape?.steps ?? []), ...(shape?.recovery?.steps ?? [])];
  }

  #tell(event: Event): void {
    const [of = "", ...rest] = event.stream.split("/");
    const name = rest.join("/");
    if (of === "rollout") {
      const rollout = this.rollouts.get(name) ?? toldRollout(name);
      this.rollouts.set(name, rollout);
      tellRollout(rollout, event, (hash) => this.plans.get(hash));
    } else {
      const upgrade = this.upgrades.get(name) ?? toldUpgrade(name, event);
      this.upgrades.set(name, upgrade);
      tellUpgrade(upgrade, event);
      this.#noteLease(upgrade);
    }
  }

  #noteLease(upgrade: ToldUpgrade): void {
    const cluster = this.worldCluster(upgrade) ?? "";
    const holders = this.leases.get(cluster) ?? new Set();
    this.leases.set(cluster, holders);
    if (upgrade.leased) holders.add(upgrade);
    else holders.delete(upgrade);
  }
}
