import type { NodeFacts } from "../../model/cluster-facts.ts";
import { resolveCount } from "../../model/count.ts";
import { itemsOf, type AssessContext, type Check, type Draft } from "../check.ts";

type Resources = NodeFacts["allocatable"];

const FIELDS = ["cpuMillis", "memoryMi", "pods"] as const;
const WORDS: Readonly<Record<(typeof FIELDS)[number], (amount: number) => string>> = {
  cpuMillis: (amount) => `${amount} m of CPU`,
  memoryMi: (amount) => `${amount} Mi of memory`,
  pods: (amount) => `${amount} pods`,
};

const isUsable = ({ ready, unschedulable }: NodeFacts): boolean => ready && !unschedulable;

/** Nodes that are added before one of a pool of this size is drained. */
const surgeOf = ({ nodes }: AssessContext, size: number): number =>
  resolveCount(nodes.maxSurge, size, "up");

/** What is free on these nodes, added up: more than what fits, as pods cannot be cut. */
function freeOn(nodes: readonly NodeFacts[]): Resources {
  const sum = (field: (typeof FIELDS)[number]): number =>
    nodes.reduce(
      (total, { allocatable, requested }) =>
        total + Math.max(0, allocatable[field] - requested[field]),
      0,
    );
  return { cpuMillis: sum("cpuMillis"), memoryMi: sum("memoryMi"), pods: sum("pods") };
}

/** Pools as the nodes' labels tell them; nodes of none are one pool of their own. */
const poolsOf = ({ parts }: AssessContext): ReadonlyMap<string, readonly NodeFacts[]> =>
  Map.groupBy(itemsOf(parts.nodes), ({ pool }) => pool);

const poolName = (pool: string): string => (pool === "" ? "nodes of no pool" : `node pool ${pool}`);

export const headroom: Check = {
  name: "headroom",
  sees: "pools of which no node can be drained, because nothing else has room for its pods and no node is added first",
  levels: ["Will disturb"],
  peers: [],
  reads: ["nodes"],
  ofDrain: true,
  find: (context) => {
    const usable = itemsOf(context.parts.nodes).filter(isUsable);
    return [...poolsOf(context)].flatMap(([pool, nodes]): readonly Draft[] => {
      if (surgeOf(context, nodes.length) > 0) return [];
      const short = nodes.flatMap((node) => shortBy(node, usable));
      const [worst] = short.toSorted((a, b) => b.missing.length - a.missing.length);
      if (worst === undefined) return [];
      return [
        {
          level: "Will disturb",
          object: poolName(pool),
          evidence: [
            `the pods of ${worst.node.name} need ${worst.missing.map(({ need }) => need).join(", ")}; free elsewhere: ${worst.missing.map(({ free }) => free).join(", ")}`,
            `maxSurge is ${context.nodes.maxSurge}`,
          ],
          why: `pods of ${short.length} of ${nodes.length} nodes would wait for a node while theirs is replaced`,
          help: "set nodes.maxSurge to at least 1, or add nodes before the upgrade",
        },
      ];
    });
  },
};

interface Shortage {
  readonly node: NodeFacts;
  readonly missing: readonly { readonly need: string; readonly free: string }[];
}

function shortBy(node: NodeFacts, usable: readonly NodeFacts[]): readonly Shortage[] {
  const free = freeOn(usable.filter(({ name }) => name !== node.name));
  const missing = FIELDS.filter((field) => node.requested[field] > free[field]).map((field) => ({
    need: WORDS[field](node.requested[field]),
    free: WORDS[field](free[field]),
  }));
  return missing.length === 0 ? [] : [{ node, missing }];
}

export const requestsOverAllocatable: Check = {
  name: "node-overcommitted",
  sees: "nodes whose pods ask for more than the node has",
  levels: ["Needs a decision"],
  peers: [],
  reads: ["nodes"],
  ofDrain: true,
  find: ({ parts }) =>
    itemsOf(parts.nodes).flatMap((node): readonly Draft[] => {
      const over = FIELDS.filter(
        (field) => node.allocatable[field] > 0 && node.requested[field] > node.allocatable[field],
      );
      if (over.length === 0) return [];
      return [
        {
          level: "Needs a decision",
          object: `Node ${node.name}`,
          evidence: over.map(
            (field) =>
              `${WORDS[field](node.requested[field])} are asked for, ${WORDS[field](node.allocatable[field])} are there`,
          ),
          why: "its pods would not fit on a node of the same kind again",
          help: "lower their requests, or use larger nodes",
        },
      ];
    }),
};

export const poolOfOne: Check = {
  name: "pool-of-one",
  sees: "pools of a single node, where no node is added before it goes",
  levels: ["Will disturb"],
  peers: [],
  reads: [],
  ofDrain: true,
  find: (context) =>
    context.snapshot.pools
      .filter(({ size }) => size === 1 && surgeOf(context, size) === 0)
      .map(({ name }) => ({
        level: "Will disturb",
        object: `node pool ${name}`,
        evidence: [`1 node, maxSurge is ${context.nodes.maxSurge}`],
        why: "what may only run in this pool runs nowhere while its node is replaced",
        help: "set nodes.maxSurge to at least 1, or give the pool a second node",
      })),
};

/** Provisioners that replace nodes without being asked; pools of providers wait for an order. */
const SELF_MADE: ReadonlySet<string> = new Set(["karpenter", "eks-auto", "fargate"]);

export const isSelfMade = ({ provisioner }: NodeFacts): boolean =>
  provisioner !== undefined && SELF_MADE.has(provisioner);

export const selfMadeNodes: Check = {
  name: "self-provisioned-nodes",
  sees: "nodes that something in the cluster makes and replaces by itself (Karpenter and its like)",
  levels: ["Needs a decision"],
  peers: [],
  reads: ["nodes"],
  find: ({ parts }) => {
    const made = itemsOf(parts.nodes).flatMap((node) =>
      node.provisioner !== undefined && isSelfMade(node)
        ? [{ name: node.name, by: node.provisioner }]
        : [],
    );
    return [...Map.groupBy(made, ({ by }) => by)].map(([by, nodes]) => ({
      level: "Needs a decision",
      object: `nodes of ${by}`,
      evidence: [
        `${nodes.length} ${nodes.length === 1 ? "node" : "nodes"}: ${nodes
          .slice(0, 5)
          .map(({ name }) => name)
          .join(", ")}`,
      ],
      why: `${by} replaces its nodes when it finds them out of date, at its own pace and by its own budgets`,
      help: `decide who moves them: give ${by} disruption budgets for the time, or let it follow after the control plane`,
    }));
  },
};
