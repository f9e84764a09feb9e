import type { Finding } from "../model/finding.ts";
import type { AcceptRisk } from "../model/rollout.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** The last instant of an acceptance: the end of its day, UTC. */
export function endsAtMs({ until }: Pick<AcceptRisk, "until">): number {
  return Date.parse(until) + DAY_MS - 1;
}

/** `AddonIncompatible/istio@1.29/1.36`: how a way without an opening names the risk that opens it. */
const OF_A_WAY = /^AddonIncompatible\/(?<addon>[^@]+)@(?<version>[^/]+)\//;

/** Whoever accepts the risk of a way accepts the finding about the same version of the same add-on. */
function isMeant(name: string, { check, id, object }: Finding): boolean {
  if (name === check || name === id) return true;
  const { addon, version } = OF_A_WAY.exec(name)?.groups ?? {};
  if (check !== "addon-incompatible" || addon === undefined) return false;
  const runs = object.slice(object.lastIndexOf(" ") + 1).replace(/^v/, "");
  return object.startsWith(`add-on ${addon} `) && `${runs}.`.startsWith(`${version}.`);
}

/**
 * Marks what somebody took upon them, by the name of the check, the id of one finding or
 * the name that a way gives the risk. One whose
 * time is over accepts nothing any more, and the finding says so, lest it look forgotten.
 */
export function acceptFindings(
  findings: readonly Finding[],
  accepted: readonly AcceptRisk[],
  nowMs: number,
): readonly Finding[] {
  return findings.map((finding) => {
    if (finding.level === "Passed" || finding.level === "Not applicable") return finding;
    const meant = accepted.filter(({ name }) => isMeant(name, finding));
    const holds = meant.find((each) => endsAtMs(each) >= nowMs);
    if (holds !== undefined) {
      const { by, reason, until } = holds;
      return { ...finding, accepted: { by, reason, until } };
    }
    const ended = meant.map(({ by, until }) => ({
      words: `${by} accepted it until ${until}, and that is over`,
      atMs: nowMs,
    }));
    return ended.length === 0 ? finding : { ...finding, evidence: [...finding.evidence, ...ended] };
  });
}
