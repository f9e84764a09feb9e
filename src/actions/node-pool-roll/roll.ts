import type { Pool } from "../../model/snapshot.ts";
import type { AttachmentView, BudgetView, NodeView, PodView } from "../../ports/cluster-port.ts";
import type { ProviderView } from "../../ports/provider-port.ts";
import type { LookContext } from "../action.ts";
import { readMemo } from "../read-memo.ts";
import type { RollInput } from "./input.ts";
import { type Limits, rollLimits } from "./limits.ts";
import { clockKey, emptyRollMemo, type RollMemo, rollMemoSchema } from "./memo.ts";
import { poolNodes, type RollNode, strangers } from "./pool-nodes.ts";

/** What one look reads. Pods and budgets are of the whole cluster, and read only where we drain. */
export interface RollSeen {
  readonly view: ProviderView;
  readonly nodes: readonly NodeView[];
  readonly pods: readonly PodView[];
  readonly budgets: readonly BudgetView[];
  /** Read only where volumes have a clock. */
  readonly attachments: readonly AttachmentView[];
}

/** One look at a pool on its way, with everything that its decision is made from. */
export interface Roll {
  readonly seen: RollSeen;
  readonly input: RollInput;
  readonly context: LookContext;
  readonly memo: RollMemo;
  /** How many nodes the pool is meant to have: remembered, as providers may count the surge. */
  readonly size: number;
  readonly limits: Limits;
  /** Older than the target. */
  readonly old: readonly RollNode[];
  /** At the target, or on their way into the cluster. */
  readonly fresh: readonly RollNode[];
  /** Old nodes that this upgrade gave up for now: they serve on with their pods. */
  readonly quarantined: readonly RollNode[];
  /** The old nodes that we took out of service: cordoned by us, or with a drain clock. */
  readonly taken: readonly RollNode[];
  /** Names of machines that only the provider knows, although it calls them ready. */
  readonly strangers: readonly string[];
}

/** Whether the cordon is of this upgrade, or of an attempt before it that could not take it off: we hold the member's lease, so that one is over. */
export function isOurCordon({ cordonedBy }: RollNode, { owner, attempt }: LookContext): boolean {
  const base = owner.slice(0, owner.lastIndexOf("/"));
  const attempts = Array.from({ length: attempt }, (_, at) => at + 1);
  return attempts.some((number) => cordonedBy === `${base}/${number}`);
}

/**
 * Whether the node was given up by this upgrade and is not being tried again. Its mark and our cordon
 * exclude each other, but for the time of another try; and a try without its cordon yet has a clock
 * that is younger than the mark.
 */
function isQuarantined(node: RollNode, memo: RollMemo, context: LookContext): boolean {
  const { quarantine } = node;
  if (quarantine === undefined || quarantine.owner !== context.owner) return false;
  if (isOurCordon(node, context)) return false;
  const clock = memo.clocks[clockKey(node.name)];
  return clock === undefined || clock.s <= quarantine.atMs;
}

export function readRoll(pool: Pool, seen: RollSeen, input: RollInput, context: LookContext): Roll {
  const memo = readMemo(rollMemoSchema, context.memo) ?? emptyRollMemo;
  const size = memo.size ?? pool.size;
  const { old, fresh } = poolNodes(pool, seen.nodes, input.to);
  const begun = (node: RollNode): boolean =>
    isOurCordon(node, context) || memo.clocks[clockKey(node.name)] !== undefined;
  const quarantined = old.filter((node) => isQuarantined(node, memo, context));
  const taken = old.filter((node) => begun(node) && !quarantined.includes(node));
  const limits = rollLimits(input, size);
  const strange = strangers(pool, seen.nodes);
  return {
    seen,
    input,
    context,
    memo,
    size,
    limits,
    old,
    fresh,
    quarantined,
    taken,
    strangers: strange,
  };
}
