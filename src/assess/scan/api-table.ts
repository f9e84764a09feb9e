/**
 * What is wrong with each API at a target, made once for a scan and asked for every object. It is
 * kept by the facts and the target, which are values: the same ones give the same table.
 */
import { minorNumber } from "../../model/minor.ts";
import type { ApiRecord } from "../../knowledge/records.ts";
import type { ScanFacts } from "./scan-facts.ts";
import { addonFaults } from "./addon-faults.ts";
import type { ScanFinding, ScanTarget } from "./scan-finding.ts";
import { sourceUrl } from "./source-url.ts";

/** The part of a finding that follows from the API alone. */
export type ApiFault = Omit<
  ScanFinding,
  "certainty" | "file" | "line" | "apiVersion" | "kind" | "namespace" | "name"
>;

export interface ApiTable {
  /** What is wrong with objects of this kind; undefined when nothing is known to be. */
  readonly fault: (apiVersion: string, kind: string) => ApiFault | undefined;
  /** Some kind of this group and version has a fault; the others need no second look. */
  readonly isSuspect: (apiVersion: string) => boolean;
  /**
   * The same of a stable version, of which nearly all kinds are well (`v1`, for its Endpoints): the
   * few that are not. Undefined when there are none.
   */
  readonly suspectKinds: (apiVersion: string) => readonly string[] | undefined;
  /** The target serves it: `apps/v1`, or `apps/v1/Deployment`. Undefined: not of Kubernetes itself. */
  readonly serves: (name: string) => boolean | undefined;
  /** What Kubernetes itself serves at the target without being asked to: `apps/v1`, `apps/v1/Deployment`. */
  readonly served: () => readonly string[];
  /** The minor that is scanned for. */
  readonly minor: number;
}

const tables = new WeakMap<ScanFacts, Map<string, ApiTable>>();

/** The table for a target; `checkScanTarget` has let the target pass. */
export function apiTable(facts: ScanFacts, target: ScanTarget): ApiTable {
  const known = tables.get(facts) ?? new Map<string, ApiTable>();
  tables.set(facts, known);
  const key = `${target.target} ${target.current ?? ""} ${JSON.stringify(target.addons ?? {})}`;
  const table = known.get(key) ?? makeTable(facts, target);
  known.set(key, table);
  return table;
}

function makeTable(facts: ScanFacts, target: ScanTarget): ApiTable {
  const faults = new Map<string, ApiFault>(addonFaults(facts, target));
  for (const [name, fault] of configFaults(facts, target)) faults.set(name, fault);
  const records = new Map(facts.apis().map((record) => [nameOf(record), record]));
  const versions = Map.groupBy(facts.apis(), (record) => versionOf(record));
  for (const record of facts.apis()) {
    const fault = apiFault(record, records, target);
    if (fault !== undefined) faults.set(nameOf(record), fault);
  }
  const minor = minorNumber(target.target);
  for (const [version, kinds] of versions) {
    const fault = versionFault(kinds, faults, minor);
    if (fault !== undefined) faults.set(`${version} *`, fault);
  }
  const suspects = suspectsIn([...faults.keys()], versions);
  return {
    fault: (apiVersion, kind) =>
      faults.get(`${apiVersion} ${kind}`) ?? faults.get(`${apiVersion} *`),
    isSuspect: (apiVersion) => suspects.whole.has(apiVersion),
    suspectKinds: (apiVersion) => suspects.kinds.get(apiVersion),
    serves: (name) => serves(name, versions, minor),
    served: () => servedIn(versions, minor),
    minor,
  };
}

interface Suspects {
  readonly whole: ReadonlySet<string>;
  readonly kinds: ReadonlyMap<string, readonly string[]>;
}

function suspectsIn(
  names: readonly string[],
  versions: ReadonlyMap<string, readonly ApiRecord[]>,
): Suspects {
  const whole = new Set<string>();
  const kinds = new Map<string, readonly string[]>();
  for (const [version, faulty] of Map.groupBy(names, (name) => name.slice(0, name.indexOf(" ")))) {
    const named = faulty.map((name) => name.slice(version.length + 1));
    const isStable = versions.get(version)?.every(({ stability }) => stability === "ga") === true;
    if (isStable && !named.includes("*")) kinds.set(version, named);
    else whole.add(version);
  }
  return { whole, kinds };
}

const versionOf = ({ group, version }: { readonly group: string; readonly version: string }) =>
  group === "" ? version : `${group}/${version}`;

const nameOf = (type: Pick<ApiRecord, "group" | "version" | "kind">): string =>
  `${versionOf(type)} ${type.kind}`;

function isServed(record: ApiRecord, minor: number): boolean {
  const [from, until] = [record.introduced, record.removed];
  return (
    record.served !== "never" &&
    (from === undefined || record.orEarlier === true || minorNumber(from) <= minor) &&
    (until === undefined || minorNumber(until) > minor)
  );
}

function apiFault(
  record: ApiRecord,
  records: ReadonlyMap<string, ApiRecord>,
  { target, current }: ScanTarget,
): ApiFault | undefined {
  const minor = minorNumber(target);
  const problem = problemAt(record, records, minor);
  if (problem === undefined) return undefined;
  const now = current === undefined ? undefined : minorNumber(current);
  const replacements = replacementsOf(record, records).filter((each) => isServed(each, minor));
  const servedNow = now === undefined ? [] : replacements.filter((each) => isServed(each, now));
  const replacement = (servedNow.length > 0 ? servedNow : replacements).at(-1);
  const isTooNew = now !== undefined && replacement !== undefined && servedNow.length === 0;
  return {
    problem: isTooNew ? "replacement-not-served" : problem,
    deprecatedIn: record.deprecated,
    removedIn: record.removed,
    replacement: replacement && nameOf(replacement),
    replacementSince: replacement?.introduced,
    changes: record.changes ?? "",
    record: record.id,
    origin: record.origin,
    url: sourceUrl(record.sources),
  };
}

/**
 * Where no deprecation was announced, one whose end is known and whose successor is there already
 * counts as deprecated: it goes, and there is something to do about it.
 */
function problemAt(
  record: ApiRecord,
  records: ReadonlyMap<string, ApiRecord>,
  minor: number,
): "removed" | "deprecated" | undefined {
  const { removed, deprecated } = record;
  if (removed !== undefined && minorNumber(removed) <= minor) return "removed";
  if (deprecated !== undefined) return minorNumber(deprecated) <= minor ? "deprecated" : undefined;
  const isReplaced = replacementsOf(record, records).some((each) => isServed(each, minor));
  return removed !== undefined && isReplaced ? "deprecated" : undefined;
}

/** What replaces it, what replaces that, and so on: a replacement may be gone at the target too. */
function replacementsOf(
  record: ApiRecord,
  records: ReadonlyMap<string, ApiRecord>,
): readonly ApiRecord[] {
  const found: ApiRecord[] = [];
  let next = record.replacement && records.get(nameOf(record.replacement));
  while (next !== undefined && !found.includes(next)) {
    found.push(next);
    next = next.replacement && records.get(nameOf(next.replacement));
  }
  return found;
}

/**
 * When every kind of a version is gone, so is a kind that no record names. Which one replaces it is
 * not known then. A version of which one kind is still served says nothing of the others.
 */
function versionFault(
  kinds: readonly ApiRecord[],
  faults: ReadonlyMap<string, ApiFault>,
  minor: number,
): ApiFault | undefined {
  const gone = kinds.every(({ removed }) => removed !== undefined && minorNumber(removed) <= minor);
  const last = kinds.toSorted(
    (a, b) => minorNumber(b.removed ?? "") - minorNumber(a.removed ?? ""),
  );
  const [record] = last;
  const fault = record && faults.get(nameOf(record));
  if (!gone || record === undefined || fault === undefined) return undefined;
  return {
    problem: "removed",
    removedIn: record.removed,
    changes: "",
    record: record.id,
    origin: record.origin,
    url: fault.url,
  };
}

/** Files that no API server stores (audit policies, credentials of exec plugins) are scanned too. */
function* configFaults(
  facts: ScanFacts,
  { target }: ScanTarget,
): Generator<readonly [string, ApiFault]> {
  const minor = minorNumber(target);
  for (const record of facts["config-apis"]()) {
    const { deprecated, removed, replacement } = record;
    const isGone = removed !== undefined && minorNumber(removed) <= minor;
    const isGoing = deprecated !== undefined && minorNumber(deprecated) <= minor;
    if (!isGone && !isGoing) continue;
    yield [
      `${versionOf(record)} ${record.kind}`,
      {
        problem: isGone ? "removed" : "deprecated",
        deprecatedIn: deprecated,
        removedIn: removed,
        replacement,
        changes: record.changes ?? "",
        record: record.id,
        origin: record.origin,
        url: sourceUrl(record.sources),
      },
    ];
  }
}

/** The beta APIs that are off unless they are switched on: from 1.24 on, all new ones. */
const BETAS_OFF_FROM = 24;

function servedIn(
  versions: ReadonlyMap<string, readonly ApiRecord[]>,
  minor: number,
): readonly string[] {
  const isOn = (record: ApiRecord): boolean =>
    isServed(record, minor) &&
    (record.stability === "ga" ||
      (record.stability === "beta" && minorNumber(record.introduced ?? "1.0") < BETAS_OFF_FROM));
  return [...versions].flatMap(([version, kinds]) => {
    const on = kinds.filter(isOn).map(({ kind }) => `${version}/${kind}`);
    return on.length === 0 ? [] : [version, ...on];
  });
}

function serves(
  name: string,
  versions: ReadonlyMap<string, readonly ApiRecord[]>,
  minor: number,
): boolean | undefined {
  const whole = versions.get(name);
  if (whole !== undefined) return whole.some((record) => isServed(record, minor));
  const cut = name.lastIndexOf("/");
  const kinds = versions.get(name.slice(0, cut));
  const kind = name.slice(cut + 1);
  return kinds?.some((record) => record.kind === kind && isServed(record, minor));
}
