import type { BehaviourRecord, RiskRecord } from "../../knowledge/records.ts";
import type { Evidence, Finding } from "../../model/finding.ts";
import type { AssessRequest } from "../request.ts";
import { evaluateRule, type Verdict } from "./evaluate-rule.ts";
import { ruleValues, type RuleValues } from "./rule-values.ts";
import { risksOnTheWay, wayOf, type RiskOnTheWay } from "./risks-on-the-way.ts";

/** The name under which all risks that a way does not have are told at once. */
export const NOT_ON_THE_WAY = "risks-not-on-the-way";

type RiskRequest = Pick<AssessRequest, "snapshot" | "target" | "provider" | "facts">;

/**
 * The risks of one cluster's way (Cincinnati's conditional updates; semantics 4), one finding each:
 * the rules are asked in order, and the first that can be evaluated decides. A yes stands at the
 * risk's own level, a no has passed, and where no rule can be evaluated it is not checked. What
 * somebody accepted is marked by the caller, as for all findings.
 */
export function assessRisks(request: RiskRequest): readonly Finding[] {
  const { snapshot, target, provider, facts } = request;
  const to = target.kubernetes;
  const onTheWay = risksOnTheWay(facts, wayOf(snapshot, provider, to));
  const asked = ruleValues(snapshot, provider, to);
  return [
    ...onTheWay.map((each) => findingOf(each, asked, request)),
    elsewhere(facts.risks().length - onTheWay.length, request),
  ];
}

function findingOf(
  { risk, hop }: RiskOnTheWay,
  asked: RuleValues,
  { snapshot, facts }: RiskRequest,
): Finding {
  const verdicts = askInOrder(risk, asked);
  const atMs = snapshot.observedAtMs;
  const change = facts.behaviours().find(({ id }) => id === risk.behaviour);
  return {
    id: `${risk.name}/${snapshot.cluster}`,
    check: risk.name,
    cluster: snapshot.cluster,
    object: snapshot.cluster,
    evidence: verdicts.map((verdict, index) => evidenceOf(risk, verdict, index, atMs)),
    ...conclusion(risk, verdicts, change),
    ...(hop === undefined ? {} : { hop }),
    records: [risk.id, ...(change === undefined ? [] : [change.id])],
    url: risk.url,
  };
}

/** What each rule said, up to the one that decided. */
function askInOrder(risk: RiskRecord, asked: RuleValues): readonly Verdict[] {
  const verdicts: Verdict[] = [];
  for (const rule of risk.matchingRules) {
    const verdict = evaluateRule(rule, asked);
    verdicts.push(verdict);
    if (verdict.kind !== "unknown") break;
  }
  return verdicts;
}

function evidenceOf(risk: RiskRecord, verdict: Verdict, index: number, atMs: number): Evidence {
  const rule = `rule ${index + 1} (${risk.matchingRules[index]?.type ?? ""})`;
  const words =
    verdict.kind === "unknown"
      ? `${rule} could not be evaluated: ${verdict.why}`
      : `${rule} says ${verdict.kind}: ${verdict.words}`;
  return { words, atMs };
}

function conclusion(
  risk: RiskRecord,
  verdicts: readonly Verdict[],
  change: BehaviourRecord | undefined,
): Pick<Finding, "level" | "why" | "help" | "breaking"> {
  const fixed = risk.fixedIn === undefined ? "" : ` ${risk.fixedIn} is without it.`;
  const { level, message, help, breaking } = risk;
  const decided = verdicts.at(-1)?.kind ?? "unknown";
  switch (decided) {
    case "yes":
      return { level, why: `${message}${fixed}`, help, breaking };
    case "no":
      return {
        level: "Passed",
        why: `it does not concern this cluster: ${message}`,
        help: "",
        breaking: false,
      };
    case "unknown":
      return {
        level: "Not checked",
        why: `whether it concerns this cluster was not found out: ${message}${fixed}`,
        help: helpToCheck(risk, verdicts, change),
        breaking: false,
      };
  }
}

/** What a person looks for, and what would let a rule tell. */
function helpToCheck(
  risk: RiskRecord,
  verdicts: readonly Verdict[],
  change: BehaviourRecord | undefined,
): string {
  const lookFor = risk.lookFor ?? change?.lookFor ?? [];
  const look = lookFor.length === 0 ? [] : [`look for: ${lookFor.join("; ")}`];
  const helps = verdicts.flatMap((verdict) =>
    verdict.kind === "unknown" && verdict.help !== "" ? [verdict.help] : [],
  );
  const mend = look.length === 0 && helps.length === 0 ? [risk.help] : [];
  return [...look, ...new Set(helps), ...mend].join("; or ");
}

function elsewhere(count: number, { snapshot, target }: RiskRequest): Finding {
  const { cluster, controlPlane } = snapshot;
  const way =
    target.kubernetes === undefined
      ? `a control plane that stays at ${controlPlane.version}`
      : `the way from ${controlPlane.version} to ${target.kubernetes}`;
  return {
    id: `${NOT_ON_THE_WAY}/${cluster}`,
    check: NOT_ON_THE_WAY,
    level: "Not applicable",
    cluster,
    object: cluster,
    evidence: [],
    why: `${count} known risks are not those of ${way}`,
    help: "",
    breaking: false,
    records: [],
  };
}
