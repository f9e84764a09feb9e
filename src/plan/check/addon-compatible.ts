import type { Facts } from "../../knowledge/knowledge.ts";
import { addonSupports } from "../../knowledge/look-up.ts";
import type { AddonRecord } from "../../knowledge/records.ts";
import { minorNumber, minorOf } from "../../model/version.ts";
import { addonMinor } from "../path/parts/addon-versions.ts";
import type { ReplayAddon } from "./replay-start.ts";

/** Something that the knowledge says against an add-on beside a Kubernetes. */
export interface AddonRisk {
  /** By which it is accepted, like `AddonIncompatible/istio@1.22/1.31`. */
  readonly name: string;
  readonly words: string;
}

/** What the knowledge says of each add-on and Kubernetes; the answers are kept, because many clusters ask the same. */
export function addonRisks(
  facts: Facts,
): (addon: ReplayAddon, kubernetes: string) => AddonRisk | undefined {
  const known = new Map<string, AddonRisk | undefined>();
  return (addon, kubernetes) => {
    const key = [addon.addon, addon.known, addon.version, minorOf(kubernetes)].join(" ");
    if (!known.has(key)) known.set(key, riskOf(facts, addon, kubernetes));
    return known.get(key);
  };
}

/** A no, or a minor outside of what was tested (semantics 4). Silence, and what a distribution brings, speak against nothing. */
function riskOf(
  facts: Facts,
  { addon, known, version }: ReplayAddon,
  kubernetes: string,
): AddonRisk | undefined {
  const { supported, records } = addonSupports(facts, known, version, kubernetes);
  if (supported === "yes") return undefined;
  const isUntested = records.some(
    (record) => record.basis !== "listed" && ends(record, kubernetes),
  );
  if (supported === "unknown" && !isUntested) return undefined;
  const kind = supported === "no" ? "AddonIncompatible" : "AddonUntested";
  const minor = minorOf(kubernetes);
  const verb = supported === "no" ? "does not work with" : "was not tested with";
  return {
    name: `${kind}/${addon}@${addonMinor(version)}/${minor}`,
    words: `${addon} ${version} ${verb} Kubernetes ${minor} (${records.map(({ id }) => id).join(", ")})`,
  };
}

/** Whether it lies beyond an end that was published; an end that was not is no number, and compares as false. */
function ends({ kubernetes: { from, to } }: AddonRecord, version: string): boolean {
  const minor = minorNumber(version);
  return minor < minorNumber(String(from)) || minor > minorNumber(String(to));
}
