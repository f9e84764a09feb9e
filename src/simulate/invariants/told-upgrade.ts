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
  /** All that was said to be done before it was done, in the words of the record, by step. */
  readonly intends: Map<string, string[]>;
}

export function toldUpgrade(key: string, event: Event): ToldUpgrade {
  return {
    key,
    rollout: event.rollout,
    cluster: event.cluster ?? "",
    attempt: event.attempt ?? 0,
    plan: event.plan ?? "",
    leased: false,
    ended: "",
    open: new Set(),
    intends: new Map(),
  };
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
