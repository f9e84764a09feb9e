import { minorNumber } from "../../model/minor.ts";
import type { Records } from "../../knowledge/records.ts";
import type { ScanFacts } from "./scan-facts.ts";
import type { ApiFault } from "./api-table.ts";
import type { ScanTarget } from "./scan-finding.ts";
import { sourceUrl } from "./source-url.ts";

/**
 * What is wrong with the APIs that add-ons bring, by `group/version kind`. These go with a version of
 * the add-on, not of Kubernetes. Where the target says no version of it, the oldest one that works
 * with the Kubernetes that is gone to is taken: every cluster there runs that one or a later one.
 * Where nothing says which that is, a removal counts as a deprecation: unknown is never a yes.
 */
export function* addonFaults(
  facts: ScanFacts,
  target: ScanTarget,
): Generator<readonly [string, ApiFault]> {
  for (const record of facts["addon-apis"]()) {
    const { addon, deprecatedInAddon, removedInAddon, replacement } = record;
    // A note alone announces nothing.
    if (deprecatedInAddon === undefined && removedInAddon === undefined && !replacement) continue;
    const version = target.addons?.[addon] ?? oldestFor(facts, addon, target.target);
    const isGone =
      version !== undefined && removedInAddon !== undefined && isAtLeast(version, removedInAddon);
    const isStill =
      version !== undefined && !isAtLeast(version, deprecatedInAddon ?? removedInAddon);
    if (isStill) continue;
    yield [
      `${record.group}/${record.version} ${record.kind}`,
      {
        problem: isGone ? "removed" : "deprecated",
        deprecatedIn: deprecatedInAddon && `${addon} ${deprecatedInAddon}`,
        removedIn: removedInAddon && `${addon} ${removedInAddon}`,
        replacement: replacementOf(record),
        replacementSince: record.replacementSince,
        changes: "",
        record: record.id,
        origin: record.origin,
        url: sourceUrl(record.sources),
      },
    ];
  }
}

function replacementOf({ replacement, kind }: Records["addon-apis"]): string | undefined {
  if (replacement === undefined || kind === "*") return replacement;
  return `${replacement} ${kind}`;
}

/** The oldest version of an add-on that its publisher says works with this Kubernetes. */
function oldestFor(facts: ScanFacts, addon: string, kubernetes: string): string | undefined {
  const minor = minorNumber(kubernetes);
  return facts
    .addons()
    .filter((record) => record.addon === addon && record.basis !== "listed")
    .filter(({ kubernetes: { from, to } }) => {
      return minor >= minorNumber(from ?? "1.0") && minor <= minorNumber(to ?? "");
    })
    .flatMap(({ versions }) => versions.from ?? [])
    .toSorted((a, b) => (isAtLeast(a, b) ? 1 : -1))[0];
}

/** By the numbers of both; a number that is left out is 0. */
function isAtLeast(version: string, other: string | undefined): boolean {
  if (other === undefined) return true;
  const [left, right] = [numbersOf(version), numbersOf(other)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

const numbersOf = (version: string): readonly number[] =>
  [...version.matchAll(/\d+/g)].map(([digits]) => Number(digits));
