import type { Finding } from "../../model/finding.ts";
import type { Hop } from "../../model/plan.ts";
import { minorNumber } from "../../model/version.ts";
import { abilitiesOf } from "../../knowledge/look-up.ts";
import type { StrategyRequest } from "./choose-strategy.ts";
import { counted, unitsOf, type Measured } from "./measured.ts";

/** Names of checks that are told before the rest is left out. */
const NAMED = 3;

/** What is sure to break on the way, and that nobody took upon them. */
export function measureBreaking({ findings, snapshot }: StrategyRequest): Measured {
  const breaking = findings.filter((finding) => finding.breaking && isOpen(finding));
  if (breaking.length === 0 && snapshot.facts === undefined) {
    return { seen: "what breaks on the way was not seen", units: "not-seen" };
  }
  const words = counted(breaking.length, "breaking finding");
  return { seen: `${words} on the way${checkNames(breaking)}`, units: breaking.length };
}

/** What disturbs workloads while nodes are drained. */
export function measureDisturbing({ findings, snapshot }: StrategyRequest): Measured {
  const disturbing = findings.filter((each) => each.level === "Will disturb" && isOpen(each));
  if (disturbing.length === 0 && snapshot.facts === undefined) {
    return { seen: "what draining nodes disturbs was not seen", units: "not-seen" };
  }
  const words = counted(disturbing.length, "disturbance");
  return { seen: `${words} by draining nodes${checkNames(disturbing)}`, units: disturbing.length };
}

/** Checks that could not be made promise nothing. */
export function measureUnchecked({ findings, snapshot }: StrategyRequest): Measured {
  if (snapshot.facts === undefined) {
    return { seen: "nothing but versions was seen", units: "not-seen" };
  }
  const { size } = new Set(
    findings.filter(({ level }) => level === "Not checked").map(({ check }) => check),
  );
  if (size === 0) return { seen: "every check was made", units: 0 };
  return { seen: `${counted(size, "check")} not made`, units: size };
}

export function measureHops({ way }: StrategyRequest): Measured {
  const count = way.kind === "hops" ? way.hops.length : 0;
  const here = way.kind === "hops" ? counted(count, "hop") : "no way hop by hop";
  return { seen: `${here}, against one to a second cluster`, units: unitsOf(count, 1) };
}

/** How many control plane hops cannot be taken back. What holds only under a condition is not counted on. */
export function measureWayBack({ way, cluster, facts }: StrategyRequest): Measured {
  const minors = way.kind === "hops" ? way.hops.filter(isMinor).length : 0;
  const { provider } = cluster;
  const back = abilitiesOf(facts, provider)?.controlPlaneBack;
  const hops = counted(minors, "minor");
  if (minors === 0) return { seen: "no minor of the control plane to take back", units: 0 };
  if (back === undefined) {
    const seen = `${provider} takes no minor back: ${hops} to go`;
    return { seen, units: unitsOf(minors, 0) };
  }
  if (back.onlyIf !== undefined) {
    const seen = `${provider} takes a minor back only if ${back.onlyIf}`;
    return { seen, units: unitsOf(minors, 0) };
  }
  return {
    seen: `${provider} takes ${counted(Math.min(back.minors, minors), "minor")} of ${minors} back, for ${back.days} days`,
    units: unitsOf(Math.max(0, minors - back.minors), 0),
  };
}

function isMinor(hop: Hop): boolean {
  return hop.component === "control-plane" && minorNumber(hop.from) !== minorNumber(hop.to);
}

function isOpen({ level, accepted }: Finding): boolean {
  const isHarmless = level === "Passed" || level === "Not applicable" || level === "Not checked";
  return !isHarmless && accepted === undefined;
}

function checkNames(findings: readonly Finding[]): string {
  const names = [...new Set(findings.map(({ check }) => check))].toSorted();
  if (names.length === 0) return "";
  const rest = names.length > NAMED ? `, and ${names.length - NAMED} more` : "";
  return ` (${names.slice(0, NAMED).join(", ")}${rest})`;
}
