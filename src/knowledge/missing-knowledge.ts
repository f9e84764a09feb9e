import type { Provider } from "../model/fleet.ts";
import { minorNumber, minorOf } from "../model/version.ts";
import { allRecords, type Facts } from "./knowledge.ts";
import { AS_PUBLISHED, release, supportEnds } from "./look-up.ts";
import { ageDaysOf, readOnOf } from "./record-age.ts";
import type { AnyRecord } from "./records.ts";
import { minorsBetween } from "./skew.ts";

/** Facts older than this are to be read again: three months, in which a minor of Kubernetes comes out. */
export const MAX_AGE_DAYS = 90;

/** What is asked about: a cluster, by whom it is provided, and what runs there, if it was seen. */
export interface KnownCluster {
  readonly name: string;
  readonly provider: Provider["kind"];
  readonly seen:
    | {
        /** Versions of its API servers and kubelets. */
        readonly running: readonly string[];
        /** Versions that its provider offers. */
        readonly available: readonly string[];
      }
    | { readonly error: string };
}

/** In the order in which they are told. */
const RULES = ["no-release", "no-removals", "no-support-dates", "old", "not-seen"] as const;

/** Something that the knowledge lacks for these clusters. */
export interface KnowledgeGap {
  readonly rule: (typeof RULES)[number];
  /** A minor, a provider, a kind of records, or a cluster. */
  readonly what: string;
  readonly why: string;
  readonly help: string;
  /** The clusters that it concerns; none when it concerns all. */
  readonly clusters: readonly string[];
}

const OWN_RECORDS =
  "a newer fleetlift may know it; until then write what you looked up as a Knowledge document (docs/knowledge.md)";

/**
 * What is missing to judge these clusters' ways, from the oldest version that runs to the newest that
 * is offered: minors without a release record or without a statement of what they remove, support
 * dates, and facts that are more than `MAX_AGE_DAYS` old. A cluster that was not seen is a gap too.
 */
export function missingKnowledge(
  facts: Facts,
  clusters: readonly KnownCluster[],
  nowMs: number,
): readonly KnowledgeGap[] {
  const gaps = [
    ...clusters.flatMap((cluster) => gapsOfCluster(facts, cluster)),
    ...oldRecords(allRecords(facts), nowMs),
  ];
  const byKey = new Map<string, KnowledgeGap>();
  for (const gap of gaps) {
    const key = `${gap.rule} ${gap.what}`;
    const known = byKey.get(key)?.clusters ?? [];
    byKey.set(key, { ...gap, clusters: [...known, ...gap.clusters] });
  }
  return RULES.flatMap((rule) => [...byKey.values()].filter((gap) => gap.rule === rule));
}

/** The minors of a cluster's way, those that run included. */
export function minorsOnTheWay(versions: readonly string[]): readonly string[] {
  const ordered = versions.map(minorOf).toSorted((a, b) => minorNumber(a) - minorNumber(b));
  const [first, last] = [ordered[0], ordered.at(-1)];
  return first === undefined || last === undefined ? [] : [first, ...minorsBetween(first, last)];
}

function gapsOfCluster(facts: Facts, cluster: KnownCluster): readonly KnowledgeGap[] {
  const clusters = [cluster.name];
  const provider = supportOf(cluster.provider);
  const noDates = isSupportKnown(facts, provider) ? [] : [noSupportAtAll(cluster)];
  if ("error" in cluster.seen) {
    return [{ ...notSeen(cluster.name, cluster.seen.error), clusters }, ...noDates];
  }
  const { running, available } = cluster.seen;
  const minors = minorsOnTheWay([...running, ...available]);
  return [
    ...minors.flatMap((minor) => gapsOfMinor(facts, minor)).map((gap) => ({ ...gap, clusters })),
    ...noDates,
    ...minors
      .filter((minor) => noDates.length === 0 && supportEnds(facts, provider, minor) === undefined)
      .map((minor) => ({ ...noSupport(provider, minor), clusters })),
  ];
}

function gapsOfMinor(facts: Facts, minor: string): readonly Omit<KnowledgeGap, "clusters">[] {
  const record = release(facts, minor);
  if (record === undefined) {
    const why = `nothing is known of Kubernetes ${minor}`;
    return [{ rule: "no-release", what: minor, why, help: OWN_RECORDS }];
  }
  if (record.removedApis !== undefined) return [];
  const why = `whether Kubernetes ${minor} removes APIs is not known`;
  return [{ rule: "no-removals", what: minor, why, help: OWN_RECORDS }];
}

function notSeen(cluster: string, error: string): Omit<KnowledgeGap, "clusters"> {
  return {
    rule: "not-seen",
    what: cluster,
    why: `what runs there is not known: ${error}`,
    help: "make it reachable and check again",
  };
}

/** Whose dates hold for a provider. */
function supportOf(provider: Provider["kind"]): string {
  return AS_PUBLISHED.has(provider) ? "upstream" : provider;
}

function isSupportKnown(facts: Facts, provider: string): boolean {
  return provider === "upstream" || facts.support().some((each) => each.provider === provider);
}

function noSupportAtAll({ name, provider }: KnownCluster): KnowledgeGap {
  return {
    rule: "no-support-dates",
    what: provider,
    why: `no support dates are known of provider ${provider}`,
    help: "the ends of support of these clusters are not part of any answer",
    clusters: [name],
  };
}

function noSupport(provider: string, minor: string): Omit<KnowledgeGap, "clusters"> {
  return {
    rule: "no-support-dates",
    what: `${provider} ${minor}`,
    why: `when support for ${minor} ends at ${provider} is not known`,
    help: OWN_RECORDS,
  };
}

/** One gap for each kind of records of which some are too old. */
function oldRecords(records: readonly AnyRecord[], nowMs: number): readonly KnowledgeGap[] {
  const old = records.filter((record) => ageDaysOf(record, nowMs) > MAX_AGE_DAYS);
  const byKind = Map.groupBy(old, ({ id }) => id.slice(0, id.indexOf("/")));
  return [...byKind].map(([kind, ofKind]) => {
    const first = ofKind.map(readOnOf).reduce((a, b) => (a < b ? a : b));
    return {
      rule: "old",
      what: kind,
      why: `${ofKind.length} records were read more than ${MAX_AGE_DAYS} days ago, on ${first} or later`,
      help: "use a newer fleetlift, or read their sources again: fleetlift knowledge show ID",
      clusters: [],
    };
  });
}
