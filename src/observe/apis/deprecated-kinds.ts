import type { Facts } from "../../knowledge/knowledge.ts";
import type { ApiRecord } from "../../knowledge/records.ts";
import { minorNumber } from "../../model/version.ts";

/** A version of a kind that is deprecated or gone in some release. */
export interface DeprecatedVersion {
  readonly group: string;
  readonly version: string;
}

/** A kind of which some version is deprecated or gone, and where its objects may be listed. */
export interface DeprecatedKind {
  readonly kind: string;
  readonly deprecated: readonly DeprecatedVersion[];
  /** All versions under which it can be listed, the best first. */
  readonly lists: readonly {
    readonly group: string;
    readonly version: string;
    readonly resource: string;
  }[];
}

/** Who wrote an object is told since 1.18: what was gone by then cannot be seen there any more. */
const MANAGED_FIELDS_SINCE = 18;

/** Written by controllers all the time and never by a person, or asked and never stored. */
const NOT_LISTED = /^(Event|Endpoints|Lease|ControllerRevision|ComponentStatus|Eviction|.*Review)$/;

/** The kinds of which objects may have been written with a version that goes. */
export function deprecatedKinds(facts: Facts): readonly DeprecatedKind[] {
  const resources = facts
    .apis()
    .filter(({ served, kind }) => served === "resource" && !NOT_LISTED.test(kind));
  const byKind = Map.groupBy(resources, ({ kind, resource }) => `${kind} ${resource}`);
  return [...byKind.values()].flatMap((records) => {
    const deprecated = records.filter(isDeprecated);
    const [first] = records;
    if (first === undefined || !deprecated.some(isOfUse)) return [];
    return [{ kind: first.kind, deprecated, lists: listsOf(records) }];
  });
}

export function isDeprecated({ deprecated, removed }: ApiRecord): boolean {
  return deprecated !== undefined || removed !== undefined;
}

function isOfUse({ removed }: ApiRecord): boolean {
  return removed === undefined || minorNumber(removed) > MANAGED_FIELDS_SINCE;
}

/** Stable before beta before alpha; of these the newest, which is served the longest. */
function listsOf(records: readonly ApiRecord[]): DeprecatedKind["lists"] {
  const rank = { ga: 0, beta: 1, alpha: 2 } as const;
  return records
    .toSorted(
      (a, b) =>
        rank[a.stability] - rank[b.stability] ||
        minorNumber(b.introduced ?? "1.0") - minorNumber(a.introduced ?? "1.0"),
    )
    .flatMap(({ group, version, resource }) =>
      resource === undefined ? [] : [{ group, version, resource }],
    );
}
