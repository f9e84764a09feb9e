import { minorNumber } from "../model/version.ts";
import { isWithin } from "./addon-version.ts";
import type { Facts } from "./knowledge.ts";
import type {
  AbilityRecord,
  AddonRecord,
  ApiRecord,
  BehaviourRecord,
  ReleaseRecord,
  SupportRecord,
} from "./records.ts";
import { remembered } from "./remembered.ts";
import { minorsBetween } from "./skew.ts";

/** A way from one version to a later one; minors or full versions, `1.24` or `1.24.3`. */
export interface Way {
  readonly from: string;
  readonly to: string;
}

export interface Removals {
  /** What `from` serves and `to` does not, planned removals included. */
  readonly apis: readonly ApiRecord[];
  /** The release records that state the removals of the minors passed. */
  readonly releases: readonly ReleaseRecord[];
  /** Minors passed of which nothing is stated: no removal there means nothing was looked at. */
  readonly unstated: readonly string[];
}

/**
 * The APIs that are served at one minor and gone at another (the lifecycle tags of the API types,
 * the OpenAPI of each release and the deprecation guide; sources in each record). Alphas count
 * although they are off by default, and so do types that are only sent; types never served do not.
 */
export const removedApis: (facts: Facts, way: Way) => Removals = remembered(
  ({ from, to }) => `${from} ${to}`,
  findRemovedApis,
);

function findRemovedApis(facts: Facts, { from, to }: Way): Removals {
  const apis = facts
    .apis()
    .filter(
      ({ removed, introduced, served }) =>
        removed !== undefined &&
        served !== "never" &&
        isPassed(removed, { from, to }) &&
        minorNumber(introduced ?? "1.0") <= minorNumber(from),
    );
  const passed = minorsBetween(from, to).map((minor) => ({ minor, record: release(facts, minor) }));
  return {
    apis,
    releases: passed.flatMap(({ record }) => (record === undefined ? [] : [record])),
    unstated: passed.flatMap(({ minor, record }) =>
      record?.removedApis === undefined ? [minor] : [],
    ),
  };
}

/** What is known of a minor of Kubernetes, by `1.34` or `1.34.4`; undefined when nothing is. */
export const release: (facts: Facts, version: string) => ReleaseRecord | undefined = remembered(
  (version) => version,
  (facts, version) => facts.releases().find(({ minor }) => isSameMinor(minor, version)),
);

export interface SupportEnds {
  /** Day or month. */
  readonly standardOn: string;
  /** Support that is paid for or asked for; `unknown` when its end was not found. */
  readonly extendedOn: string;
  readonly record: SupportRecord | ReleaseRecord;
}

/** The project itself, and those that install Kubernetes as it publishes it. */
export const AS_PUBLISHED: ReadonlySet<string> = new Set([
  "upstream",
  "lab",
  "world",
  "kubeadm",
  "cluster-api",
]);

/**
 * When support for a minor ends: the provider's own dates, or those of the project itself for
 * `upstream`. Undefined when none are known, which is never "for ever".
 */
export const supportEnds: (
  facts: Facts,
  provider: string,
  version: string,
) => SupportEnds | undefined = remembered(
  (provider, version) => `${provider} ${version}`,
  findSupportEnds,
);

function findSupportEnds(facts: Facts, provider: string, version: string): SupportEnds | undefined {
  if (AS_PUBLISHED.has(provider)) {
    const record = release(facts, version);
    if (record?.endOfLife === undefined) return undefined;
    return { standardOn: record.endOfLife, extendedOn: "none", record };
  }
  const record = facts
    .support()
    .find((each) => each.provider === provider && isSameMinor(each.minor, version));
  if (record === undefined) return undefined;
  return { standardOn: record.standardEndsOn, extendedOn: record.extendedEndsOn, record };
}

export interface AddonAnswer {
  readonly supported: "yes" | "no" | "unknown";
  /** The records about this version of the add-on, whatever they say of this Kubernetes. */
  readonly records: readonly AddonRecord[];
}

/**
 * Whether a version of an add-on works with a minor of Kubernetes, as its publisher says. `unknown`
 * is not `yes`: an end that was not published proves nothing, and what was only tested, or only
 * listed, says nothing of the rest. Where records differ, a no beats a yes (semantics 4).
 */
export const addonSupports: (
  facts: Facts,
  addon: string,
  version: string,
  kubernetes: string,
) => AddonAnswer = remembered(
  (addon, version, kubernetes) => `${addon} ${version} ${kubernetes}`,
  findAddonSupport,
);

function findAddonSupport(
  facts: Facts,
  addon: string,
  version: string,
  kubernetes: string,
): AddonAnswer {
  const records = facts
    .addons()
    .filter((each) => each.addon === addon && isWithin(version, each.versions));
  const answers = records.map((record) => answerOf(record, kubernetes));
  const supported = (["no", "yes"] as const).find((answer) => answers.includes(answer));
  return { supported: supported ?? "unknown", records };
}

function answerOf(record: AddonRecord, kubernetes: string): AddonAnswer["supported"] {
  const { kubernetes: range, basis, tested, testedOnly, lowestUncertain } = record;
  const minor = minorNumber(kubernetes);
  const [lowest, highest] = [minorNumber(range.from ?? ""), minorNumber(range.to ?? "")];
  if (minor >= lowest && minor <= highest) return "yes";
  if (tested !== undefined && isInRange(minor, tested)) return "yes";
  if (testedOnly?.some((each) => isSameMinor(each, kubernetes)) === true) return "no";
  if (basis !== "supported") return "unknown";
  if (minor > highest || (minor < lowest && lowestUncertain !== true)) return "no";
  return "unknown";
}

/** What behaves differently at `to` than at `from`, planned changes included, in the order of the minors. */
export const behaviourChanges: (facts: Facts, way: Way) => readonly BehaviourRecord[] = remembered(
  ({ from, to }) => `${from} ${to}`,
  findBehaviourChanges,
);

function findBehaviourChanges(facts: Facts, way: Way): readonly BehaviourRecord[] {
  return facts.behaviours().filter(({ minor }) => isPassed(minor, way));
}

/** What a provider can do with a whole cluster; undefined when nothing is known, which is never "anything". */
export function abilitiesOf(facts: Facts, provider: string): AbilityRecord | undefined {
  return facts.abilities().find((each) => each.provider === provider);
}

/** The newest minor that is known to be released; what is above it is planned or unheard of. */
export function newestMinor(facts: Facts): string {
  const released = facts.releases().filter(({ releasedOn }) => releasedOn !== undefined);
  return released.reduce((a, b) => (minorNumber(b.minor) > minorNumber(a.minor) ? b : a)).minor;
}

function isPassed(minor: string, { from, to }: Way): boolean {
  return minorNumber(minor) > minorNumber(from) && minorNumber(minor) <= minorNumber(to);
}

const isSameMinor = (a: string, b: string): boolean => minorNumber(a) === minorNumber(b);

function isInRange(minor: number, range: NonNullable<AddonRecord["tested"]>): boolean {
  return minor >= minorNumber(range.from ?? "") && minor <= minorNumber(range.to ?? "");
}
