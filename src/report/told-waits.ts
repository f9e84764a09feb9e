import type { Event } from "../model/event.ts";
import type { ClusterState } from "../model/rollout-state.ts";
import { toldRollouts } from "../rollout/rollout-dependencies.ts";
import { whyUnreached } from "../rollout/unreachable.ts";
import type { WaitReason } from "../rollout/why-waits.ts";

/**
 * Job: what clusters wait for that nobody can see from the plan and the clock, as the records tell it:
 * an answer, a soak, another rollout, their place in the fleet.
 * Owns: nothing that the records do not say. The rules that explain read it like the state itself.
 */
export class ToldWaits {
  readonly #unreached = new Map<string, NonNullable<ClusterState["unreached"]>>();
  readonly #left = new Set<string>();
  /** By stage: when the soak of its canaries ends. */
  readonly #soaks = new Map<string, number>();
  #rollouts: Event | undefined;

  take(event: Event): void {
    const { kind, rule, cluster, clusters = [], stage } = event;
    if (kind === "rollout.left") for (const name of clusters) this.#left.add(name);
    if (kind === "rollout.joined") for (const name of clusters) this.#left.delete(name);
    if (kind === "stage.started" || kind === "cluster.starts") this.#rollouts = undefined;
    if (kind === "cluster.waits" && rule === "rollout-dependency") this.#rollouts = event;
    if (stage !== undefined && rule === "canary-soak" && event.untilMs !== undefined)
      this.#soaks.set(stage, event.untilMs);
    if (cluster !== undefined && event.stream.startsWith("rollout/"))
      this.#takeOfCluster(event, cluster);
  }

  #takeOfCluster(event: Event, name: string): void {
    if (event.rule === "unreachable")
      this.#unreached.set(name, { atMs: event.atMs, why: whyUnreached(event.reason) });
    else this.#unreached.delete(name);
    if (event.kind === "cluster.skipped") this.#left.delete(name);
  }

  /** What the rules read of one cluster. */
  of(cluster: string): Pick<ClusterState, "unreached" | "left"> {
    const unreached = this.#unreached.get(cluster);
    return {
      ...(unreached !== undefined && { unreached }),
      ...(this.#left.has(cluster) && { left: true as const }),
    };
  }

  /** When the soak of a stage's canaries ends; undefined when none was told. */
  soakUntilMs(stage: string): number | undefined {
    return this.#soaks.get(stage);
  }

  /** The rollouts that keep this one from starting anything. */
  get rollouts(): readonly WaitReason[] {
    return this.#rollouts === undefined ? [] : [toldRollouts(this.#rollouts)];
  }
}
