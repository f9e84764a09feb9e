import { resolveCount } from "../../model/count.ts";
import type { RollDeed } from "./deed.ts";
import { type Drain, partOf } from "./drain.ts";
import type { Roll } from "./roll.ts";
import { detachingWords, overdueWords, removalWords } from "./words.ts";

/** So much of why is written on a node. */
const REASON_AT_MOST = 500;

/** Nodes whose time is over: given up for now, or why the step fails. */
export type Blocked =
  | {
      readonly kind: "goOn";
      readonly deeds: readonly RollDeed[];
      readonly nodes: readonly string[];
    }
  | { readonly kind: "fail"; readonly why: string };

/**
 * Looks at the three clocks of every drain. A node that is on its way out is never given up: it would
 * be opened for pods that end with it.
 */
export function lookAtClocks(roll: Roll, drains: readonly Drain[]): Blocked {
  const late = drains.flatMap((drain) => {
    const why = expired(roll, drain);
    return why === undefined ? [] : [{ drain, why }];
  });
  const [first] = late;
  if (first === undefined) return { kind: "goOn", deeds: [], nodes: [] };
  const { onTimeout, maxBlockedNodes = 1 } = roll.input;
  if (onTimeout !== "Quarantine") return { kind: "fail", why: first.why };
  const leaving = late.find(({ drain }) => drain.removalAskedAtMs !== undefined);
  if (leaving !== undefined) return { kind: "fail", why: leaving.why };
  const allowed = resolveCount(maxBlockedNodes, roll.size, "down");
  const before = roll.quarantined.map(({ quarantine }) => quarantine?.reason ?? "");
  const blocked = [...before, ...late.map(({ why }) => why)];
  if (blocked.length > allowed) return { kind: "fail", why: tooMany(blocked, allowed) };
  return {
    kind: "goOn",
    nodes: late.map(({ drain }) => drain.node.name),
    deeds: late.flatMap(({ drain, why }) => quarantineOf(roll, drain, why)),
  };
}

/** Its mark and our cordon off in one change; the cordon of an earlier attempt has another name in it. */
function quarantineOf({ context }: Roll, { node }: Drain, why: string): readonly RollDeed[] {
  const { name, cordonedBy, quarantine } = node;
  const earlier = quarantine?.owner === context.owner ? quarantine.tries : 0;
  const reason = why.slice(0, REASON_AT_MOST);
  const mark = { node: name, reason, atMs: context.nowMs, tries: earlier + 1 };
  const base = context.owner.slice(0, context.owner.lastIndexOf("/") + 1);
  const isEarlier = cordonedBy !== undefined && cordonedBy !== context.owner;
  return [
    { kind: "quarantine", ...mark },
    ...(isEarlier && cordonedBy.startsWith(base)
      ? [{ kind: "uncordon" as const, node: name, owner: cordonedBy }]
      : []),
  ];
}

function expired(roll: Roll, drain: Drain): string | undefined {
  const { input, context } = roll;
  const { sinceMs, afterDrainSinceMs = context.nowMs } = drain;
  const inPartMs = context.nowMs - afterDrainSinceMs;
  switch (partOf(drain)) {
    case "drain":
      return context.nowMs - sinceMs > input.drainTimeoutMs ? overdueWords(roll, drain) : undefined;
    case "detaching":
      return inPartMs > (input.detachTimeoutMs ?? Infinity)
        ? detachingWords(drain, inPartMs)
        : undefined;
    case "removal":
      return inPartMs > (input.removeTimeoutMs ?? Infinity)
        ? removalWords(roll, drain, inPartMs)
        : undefined;
    case "drained":
      return undefined;
  }
}

function tooMany(why: readonly string[], allowed: number): string {
  const nodes = why.length === 1 ? "1 node is blocked" : `${why.length} nodes are blocked`;
  return `${nodes}, and maxBlockedNodes is ${allowed}: ${why.join("; ")}`;
}
