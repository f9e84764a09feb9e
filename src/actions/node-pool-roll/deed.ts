/** What a roll can do, as plain data: journaled, and told before it is done. */
type PodRef = {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly node: string;
};

export type RollDeed =
  | {
      readonly kind: "startPool";
      readonly pool: string;
      readonly to: string;
      readonly token: string;
    }
  | {
      readonly kind: "ensureNodes";
      readonly pool: string;
      readonly version: string;
      readonly count: number;
      readonly token: string;
    }
  | { readonly kind: "avoid"; readonly nodes: readonly string[]; readonly on: boolean }
  | { readonly kind: "cordon"; readonly node: string }
  /** `owner` is who wrote the cordon: this upgrade, or an attempt before it. */
  | { readonly kind: "uncordon"; readonly node: string; readonly owner: string }
  /** `owner` is this upgrade, which its mark names; `tries` counts the drains of the node that were given up. */
  | {
      readonly kind: "quarantine";
      readonly node: string;
      readonly reason: string;
      readonly atMs: number;
      readonly tries: number;
    }
  | { readonly kind: "release"; readonly node: string; readonly owner: string }
  /** With `waits` a refusal is waited out, as a budget is: the node's clock decides. */
  | ({ readonly kind: "evict"; readonly waits?: true } & PodRef)
  | ({ readonly kind: "deletePod" } & PodRef)
  | {
      readonly kind: "removeNode";
      readonly pool: string;
      readonly node: string;
      readonly token: string;
    };

/** How many nodes are named before the rest is counted. */
const NAMED = 3;

/** The deed in words, for the record: "cordon node a-1". */
export function sayDeed(deed: RollDeed): string {
  switch (deed.kind) {
    case "startPool":
      return `ask the provider to bring pool ${deed.pool} to ${deed.to}`;
    case "ensureNodes": {
      const nodes = deed.count === 1 ? "1 node" : `${deed.count} nodes`;
      return `see to it that pool ${deed.pool} has ${nodes} of ${deed.version}`;
    }
    case "avoid":
      return deed.on
        ? `taint ${named(deed.nodes)} PreferNoSchedule, so that no pod moves twice`
        : `take our taint off ${named(deed.nodes)}`;
    case "cordon":
      return `cordon node ${deed.node}`;
    case "uncordon":
      return `uncordon node ${deed.node}`;
    case "quarantine":
      return `quarantine node ${deed.node}, which serves on: ${deed.reason}`;
    case "release":
      return `take our quarantine off node ${deed.node}`;
    case "evict":
      return `evict pod ${deed.namespace}/${deed.name} from node ${deed.node}`;
    case "deletePod":
      return `delete finished pod ${deed.namespace}/${deed.name} from node ${deed.node}`;
    case "removeNode":
      return `remove node ${deed.node}, which is drained`;
  }
}

function named(nodes: readonly string[]): string {
  const more = nodes.length - NAMED;
  const names = nodes.slice(0, NAMED).join(", ");
  const words = nodes.length === 1 ? "node" : `${nodes.length} nodes:`;
  return more > 0 ? `${words} ${names} and ${more} more` : `${words} ${names}`;
}
