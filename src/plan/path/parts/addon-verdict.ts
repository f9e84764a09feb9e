import type { Facts } from "../../../knowledge/knowledge.ts";
import { addonSupports } from "../../../knowledge/look-up.ts";
import { remembered } from "../../../knowledge/remembered.ts";
import type { AddonRecord } from "../../../knowledge/records.ts";
import { minorNumber, minorOf } from "../../../model/version.ts";
import type { Constraint, Verdict } from "../search/instance.ts";
import { addonMinor, compareAddons, knownVersions } from "./addon-versions.ts";

/** Gives the name by which a person accepted a risk, if one did. */
export type Accepts = (risk: string) => string | undefined;

/** An add-on as the knowledge is asked of it: `name` is how people call it. */
export interface KnownAddon {
  readonly name: string;
  readonly known: string;
}

/**
 * What speaks against a version of an add-on beside a minor of Kubernetes (semantics 4): a no, or a
 * minor outside of what was tested. An end that nobody published speaks against nothing, and neither
 * does a list of what a distribution brings; what nothing is said of is noted, not forbidden. A
 * version older than all that is known counts as untested.
 */
export function addonVerdict(
  facts: Facts,
  { name, known }: KnownAddon,
  version: string,
  kubernetes: string,
  accepts: Accepts,
): Verdict | undefined {
  const against = standing(facts, name, known, version, minorOf(kubernetes));
  if (against === undefined) return undefined;
  const accepted = accepts(against.name);
  return accepted === undefined ? against : { ...against, accepted };
}

const standing = remembered(
  (name: string, known: string, version: string, minor: string) =>
    `${name} ${known} ${version} ${minor}`,
  (facts, name, known, version, minor): Verdict | undefined => {
    const { supported, records } = addonSupports(facts, known, version, minor);
    const stated = records.filter(({ basis }) => basis !== "listed");
    const isAncient = records.length === 0 && isOlderThanKnown(facts, known, version);
    const isOutside = isAncient || stated.some((record) => outside(record, minor));
    if (supported === "yes" || (supported === "unknown" && !isOutside)) return undefined;
    const kind = supported === "no" ? "AddonIncompatible" : "AddonUntested";
    const risk = `${kind}/${name}@${addonMinor(version)}/${minor}`;
    const constraint = statement(name, version, stated);
    return { name: risk, constraint, relaxation: { kind: "accept-risk", name: risk } };
  },
);

/** Whether its publisher says that it works, and is not only silent. */
export function isVouchedFor(
  facts: Facts,
  { known }: KnownAddon,
  version: string,
  kubernetes: string,
): boolean {
  return addonSupports(facts, known, version, kubernetes).supported === "yes";
}

function outside({ kubernetes: { from, to } }: AddonRecord, version: string): boolean {
  const minor = minorNumber(version);
  // An end that was not published is no number, and compares as false.
  return minor < minorNumber(String(from)) || minor > minorNumber(String(to));
}

function isOlderThanKnown(facts: Facts, known: string, version: string): boolean {
  const listedOnly = facts
    .addons()
    .filter(({ addon }) => addon === known)
    .every(({ basis }) => basis === "listed");
  const versions = knownVersions(facts, known);
  return !listedOnly && versions.every((each) => compareAddons(version, each) < 0);
}

/** What is known of one version, whatever Kubernetes it runs on. */
function statement(name: string, version: string, records: readonly AddonRecord[]): Constraint {
  const says = records.map(({ basis, kubernetes }) => {
    const verb = basis === "tested" ? "was tested with" : "supports";
    return `${verb} Kubernetes ${rangeWords(kubernetes)}`;
  });
  const words =
    says.length === 0
      ? `is older than every ${name} of which anything is known`
      : [...new Set(says)].join(" and ");
  return {
    id: `addon/${name}@${version}`,
    words: `${name} ${version} ${words}`,
    records: records.map(({ id }) => id),
  };
}

function rangeWords({ from, to }: AddonRecord["kubernetes"]): string {
  if (from === undefined) return `up to ${String(to)}`;
  if (to === undefined) return `from ${from} on`;
  return from === to ? from : `${from} to ${to}`;
}
