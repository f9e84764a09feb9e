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
    return { seen: "only versions were seen, not what would break", units: "not-seen" };
  }
  return {
    seen: `${breaking.length === 0 ? "no" : breaking.length} breaking ${
      breaking.length === 1 ? "finding" : "findings"
    } on the way${checkNames(breaking)}`,
    units: breaking.length,
  };
}

/** What disturbs workloads while nodes are drained. */
export function measureDisturbing({ findings, snapshot }: StrategyRequest): Measured {
  const disturbing = findings.filter((each) => each.level === "Will disturb" && isOpen(each));
  if (disturbing.length === 0 && snapshot.facts === undefined) {
    return { seen: "only versions were seen, not what draining would disturb", units: "not-seen" };
  }
  const words = counted(disturbing.length, "finding");
  return {
    seen: `${words} that will disturb${checkNames(disturbing)}`,
    units: disturbing.length,
  };
}

/** Checks that could not be made promise nothing. */
export function measureUnchecked({ findings, snapshot }: StrategyRequest): Measured {
  if (snapshot.facts === undefined) {
    return { seen: "nothing was checked: only versions were seen", units: "not-seen" };
  }
  const { size } = new Set(
    findings.filter(({ level }) => level === "Not checked").map(({ check }) => check),
  );
  return { seen: `${counted(size, "check")} could not be made`, units: size };
}

export function measureHops({ way, target }: StrategyRequest): Measured {
  const count = way.kind === "hops" ? way.hops.length : 0;
  const here = way.kind === "hops" ? counted(count, "hop") : "no way for the cluster itself";
  return {
    seen: `${here}, or straight to ${target} on a second cluster`,
    units: unitsOf(count, 1),
  };
}

/** How many control plane hops cannot be taken back. What holds only under a condition is not counted on. */
export function measureWayBack({ way, cluster, facts }: StrategyRequest): Measured {
  const minors = way.kind === "hops" ? way.hops.filter(isMinor).length : 0;
  const back = abilitiesOf(facts, cluster.provider)?.controlPlaneBack;
  const stays = "a second cluster leaves the first as it is";
  const hops = counted(minors, "minor hop");
  if (minors === 0) return { seen: "no control plane hop from minor to minor", units: 0 };
  if (back === undefined) {
    return {
      seen: `${cluster.provider} takes none of ${hops} of the control plane back; ${stays}`,
      units: unitsOf(minors, 0),
    };
  }
  if (back.onlyIf !== undefined) {
    return {
      seen: `${cluster.provider} takes a minor back within ${back.days} days only if ${back.onlyIf}, which is not counted on; ${stays}`,
      units: unitsOf(minors, 0),
    };
  }
  return {
    seen: `${cluster.provider} takes the last ${back.minors === 1 ? "minor" : `${back.minors} minors`} of ${hops} back, within ${back.days} days; ${stays}`,
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
