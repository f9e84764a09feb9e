import type { AddedCheck } from "../../knowledge/added-check.ts";
import type { Finding } from "../../model/finding.ts";
import type { AssessRequest } from "../request.ts";
import { evaluateRule, type Verdict } from "./evaluate-rule.ts";
import { ruleValues } from "./rule-values.ts";

/**
 * What the checks of packs say of one cluster, one finding each, with who brings it. As with risks,
 * what cannot be evaluated is not checked, and never passed.
 */
export function assessAddedChecks(
  request: Pick<AssessRequest, "snapshot" | "target" | "provider" | "facts">,
): readonly Finding[] {
  const { snapshot, target, provider, facts } = request;
  const checks = facts.checks?.() ?? [];
  if (checks.length === 0) return [];
  const asked = ruleValues(snapshot, provider, target.kubernetes);
  return checks.map((check) => findingOf(check, evaluateRule(check.rule, asked), request));
}

function findingOf(
  check: AddedCheck,
  verdict: Verdict,
  { snapshot }: Pick<AssessRequest, "snapshot">,
): Finding {
  const { cluster, observedAtMs: atMs } = snapshot;
  const words =
    verdict.kind === "unknown" ? `it could not be evaluated: ${verdict.why}` : verdict.words;
  return {
    id: `${check.name}/${cluster}`,
    check: check.name,
    cluster,
    object: cluster,
    evidence: [{ words: `${check.from} asks: ${words}`, atMs }],
    ...conclusion(check, verdict),
    records: [check.id],
    ...(check.url !== undefined && { url: check.url }),
  };
}

function conclusion(
  { level, why, help, breaking }: AddedCheck,
  verdict: Verdict,
): Pick<Finding, "level" | "why" | "help" | "breaking"> {
  switch (verdict.kind) {
    case "yes":
      return { level, why, help, breaking };
    case "no":
      return {
        level: "Passed",
        why: `it does not concern this cluster: ${why}`,
        help: "",
        breaking: false,
      };
    case "unknown":
      return {
        level: "Not checked",
        why: `whether it concerns this cluster was not found out: ${why}`,
        help: verdict.help === "" ? help : verdict.help,
        breaking: false,
      };
  }
}
