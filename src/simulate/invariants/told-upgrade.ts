import type { Event } from "../../model/event.ts";

/** One attempt at a cluster, or one run of a flow, as the record tells it. */
export interface ToldUpgrade {
  readonly key: string;
  readonly rollout: string;
  readonly cluster: string;
  readonly attempt: number;
  readonly plan: string;
  /** Holds the member's lease: between `upgrade.leased` and `upgrade.ended`. */
  leased: boolean;
  /** Empty until it has ended. */
  ended: string;
  /** Steps that are under way: looked at, or putting back. */
  readonly open: Set<string>;
  /** Steps that were done, or that somebody chose to skip. */
  readonly over: Set<string>;
  /** All that was said to be done before it was done, in the words of the record, by step. */
  readonly intends: Map<string, string[]>;
}

/** `key` is `rollout/cluster/attempt`; of a flow a name that begins with `@` stands in place of the cluster's. */
export function toldUpgrade(key: string, { plan = "" }: Event): ToldUpgrade {
  const [rollout = "", cluster = "", attempt = ""] = key.split("/");
  return {
    key,
    rollout,
    cluster,
    attempt: Number(attempt),
    plan,
    leased: false,
    ended: "",
    open: new Set(),
    over: new Set(),
    intends: new Map(),
  };
}

/** Whether it is a flow of a rollout, which is no cluster's upgrade and holds no lease. */
export function isFlow({ cluster }: Pick<ToldUpgrade, "cluster">): boolean {
  return cluster.startsWith("@");
}

/** Takes an event of its stream in. */
export function tellUpgrade(
  upgrade: ToldUpgrade,
  { kind, step = "", result, reason }: Event,
): void {
  switch (kind) {
    case "upgrade.leased":
      upgrade.leased = true;
      return;
    case "upgrade.ended":
      upgrade.leased = false;
      upgrade.ended = result ?? "";
      return;
    case "step.started":
      upgrade.open.add(step);
      return;
    case "step.done":
      upgrade.open.delete(step);
      upgrade.over.add(step);
      return;
    case "step.skipped":
      upgrade.over.add(step);
      return;
    case "step.put-back":
      upgrade.open.delete(step);
      return;
    case "step.intends":
      upgrade.intends.set(step, [...(upgrade.intends.get(step) ?? []), reason]);
      return;
    default:
      return;
  }
}
