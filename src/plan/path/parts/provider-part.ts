import type { Facts } from "../../../knowledge/knowledge.ts";
import { supportEnds } from "../../../knowledge/look-up.ts";
import { minorOf } from "../../../model/version.ts";
import type { Part, Verdict } from "../search/instance.ts";
import type { Accepts } from "./addon-verdict.ts";
import type { ServerWay } from "./pool-parts.ts";

/**
 * What the provider still takes a control plane to, as a part that never moves; with what is worth a
 * note. By the provider's own dates only: what the project itself no longer looks after can be installed.
 */
export function providerPart(
  facts: Facts,
  provider: string,
  way: ServerWay,
  todayMs: number,
  accepts: Accepts,
): { readonly part: Part; readonly notes: readonly string[] } {
  const today = new Date(todayMs).toISOString();
  const hasDates = facts.support().some((record) => record.provider === provider);
  const support = way.map((version, place) =>
    // What it runs already is not gone to.
    place > 0 && hasDates ? supportOf(facts, provider, version, today) : undefined,
  );
  const beside = support.map((each) => [each?.kind === "over" ? over(each, accepts) : undefined]);
  const subject = { kind: "provider" } as const;
  const fixed = { weight: 1, versions: [provider], edges: [], goal: [], follows: false };
  return {
    part: { subject, ...fixed, beside },
    notes: support.flatMap((each) => (each?.kind === "extended" ? [each.words] : [])),
  };
}

type Support =
  | { readonly kind: "over"; readonly id: string; readonly words: string; readonly record: string }
  | { readonly kind: "extended"; readonly words: string }
  | undefined;

/** An end that is not known is no end, and a month ends with its last day. */
function supportOf(facts: Facts, provider: string, version: string, today: string): Support {
  const ends = supportEnds(facts, provider, version);
  if (ends === undefined || !isOver(ends.standardOn, today)) return undefined;
  const minor = minorOf(version);
  const { standardOn, extendedOn, record } = ends;
  if (extendedOn === "unknown" || (extendedOn !== "none" && !isOver(extendedOn, today))) {
    const until = extendedOn === "unknown" ? "an unknown day" : extendedOn;
    const words = `standard support of ${provider} for ${minor} ended on ${standardOn}; extended support, until ${until}, may cost more`;
    return { kind: "extended", words };
  }
  const end = extendedOn === "none" ? standardOn : extendedOn;
  return {
    kind: "over",
    id: `SupportEnded/${provider}@${minor}`,
    words: `support of ${provider} for ${minor} ended on ${end}, so it takes no control plane there`,
    record: record.id,
  };
}

function over(
  { id, words, record }: Extract<Support, { kind: "over" }>,
  accepts: Accepts,
): Verdict {
  const accepted = accepts(id);
  return {
    name: id,
    constraint: { id: `support/${id.slice("SupportEnded/".length)}`, words, records: [record] },
    relaxation: { kind: "accept-risk", name: id },
    ...(accepted === undefined ? {} : { accepted }),
  };
}

/** A year or a month lasts to its end: `2027-02` is over on 2027-03-01. */
function isOver(day: string, today: string): boolean {
  return today.slice(0, day.length) > day;
}
