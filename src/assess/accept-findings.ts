import type { Finding } from "../model/finding.ts";
import type { AcceptRisk } from "../model/rollout.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** The last instant of an acceptance: the end of its day, UTC. */
export function endsAtMs({ until }: Pick<AcceptRisk, "until">): number {
  return Date.parse(until) + DAY_MS - 1;
}

/**
 * Marks what somebody took upon them, by the name of the check or the id of one finding. One whose
 * time is over accepts nothing any more, and the finding says so, lest it look forgotten.
 */
export function acceptFindings(
  findings: readonly Finding[],
  accepted: readonly AcceptRisk[],
  nowMs: number,
): readonly Finding[] {
  return findings.map((finding) => {
    if (finding.level === "Passed" || finding.level === "Not applicable") return finding;
    const meant = accepted.filter(({ name }) => name === finding.check || name === finding.id);
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
