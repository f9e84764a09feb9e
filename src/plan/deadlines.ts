import type { Facts } from "../knowledge/knowledge.ts";
import { abilitiesOf, supportEnds } from "../knowledge/look-up.ts";
import type { Deadlines, Hop } from "../model/plan.ts";
import { minorOf } from "../model/version.ts";

/** What ends when on a way, and the records of the knowledge that say so. */
export interface FoundDeadlines {
  readonly deadlines?: Deadlines;
  readonly records: readonly string[];
}

/**
 * When support ends for what clusters leave and for what they go to, and for how long the provider
 * takes their control planes back. What is not known is left out, and is never "for ever".
 */
export function deadlinesOf(
  {
    hops,
    to,
    provider,
  }: { readonly hops: readonly Hop[]; readonly to: string; readonly provider: string },
  facts: Facts,
): FoundDeadlines {
  const climbs = hops.filter(({ component }) => component === "control-plane");
  const minors = new Set([...climbs.slice(0, 1).map(({ from }) => from), to].map(minorOf));
  const found = [...minors].flatMap((minor) => {
    const ends = supportEnds(facts, provider, minor);
    return ends === undefined ? [] : [{ minor, ...ends }];
  });
  const able = climbs.length === 0 ? undefined : abilitiesOf(facts, provider);
  const back = able?.controlPlaneBack;
  const support = found.map(({ minor, standardOn, extendedOn }) => ({
    minor,
    standardOn,
    extendedOn,
  }));
  const deadlines = {
    ...(support.length > 0 && { support }),
    ...(back && { back }),
  };
  return {
    ...(Object.keys(deadlines).length > 0 && { deadlines }),
    records: [...found.map(({ record }) => record.id), ...(able === undefined ? [] : [able.id])],
  };
}
