import { removedApis, type Way } from "../../knowledge/look-up.ts";
import type { ApiRecord } from "../../knowledge/records.ts";
import { remembered } from "../../knowledge/remembered.ts";
import type { ApiUseFacts } from "../../model/cluster-facts.ts";
import type { Evidence } from "../../model/finding.ts";
import { minorNumber } from "../../model/version.ts";
import { itemsOf, type AssessContext, type Check, type Draft } from "../check.ts";
import { noHop } from "./no-hop.ts";

type By = ApiUseFacts["by"];

/** How use was noticed, in words about so many objects. */
const NOTICED: Readonly<Record<By, (objects: string) => string>> = {
  requested: () => "the API server was asked for it since it started",
  "managed-fields": (objects) => `${objects} written with it`,
  "last-applied": (objects) => `${objects} last applied with it`,
  "helm-release": (objects) => `${objects} in the last manifest of the release`,
  stored: (objects) => `${objects} stored with it`,
};

/** What somebody is to do about each kind of use. */
const MENDS: Readonly<Record<By, string>> = {
  requested: "find the client (audit log, annotation k8s.io/deprecated) and move it",
  "managed-fields": "move what writes it",
  "last-applied": "apply it again with the new version",
  "helm-release":
    "upgrade the chart, or rewrite the release's manifest (helm plugin mapkubeapis), while the API is still served",
  stored: "write each object again with the new version",
};

/** No removal on the way, or no way: nothing that is used can be lost. */
function nothingRemoved(context: AssessContext): string | undefined {
  const { facts, from, to } = context;
  const none = noHop(context);
  if (none !== undefined) return none;
  const { apis, unstated } = removedApis(facts, { from, to });
  return apis.length > 0 || unstated.length > 0
    ? undefined
    : `no API is removed between ${from} and ${to}`;
}

interface RemovedUse {
  readonly name: string;
  readonly by: readonly By[];
  readonly level: Draft["level"];
  readonly sees: string;
  readonly why: (minor: string) => string;
  readonly peers: Check["peers"];
  /** Words of the gap that `observe` names when this kind of use could not be seen. */
  readonly gap: RegExp;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** As long as EKS' own insights count use of a deprecated API as use of today. */
const RECENT_MS = 30 * DAY_MS;

/**
 * Fields keep the version of whoever wrote them first, however long ago: an old one shows that the
 * API was in use, not that it is. Who still asks for it is counted by the API server.
 */
const isLongAgo = ({ by, lastAtMs }: ApiUseFacts, nowMs: number): boolean =>
  by === "managed-fields" && lastAtMs !== undefined && nowMs - lastAtMs > RECENT_MS;

const REMOVED: readonly RemovedUse[] = [
  {
    name: "removed-api-requested",
    by: ["requested"],
    level: "Blocks",
    sees: "clients that ask for API versions which a hop removes, by the API server's own count",
    why: (minor) => `whoever asks for it gets 404 from ${minor} on`,
    peers: ["eksup EKS insights"],
    gap: /requests/i,
  },
  {
    name: "removed-api-stored",
    by: ["stored", "managed-fields"],
    level: "Blocks",
    sees: "objects written or stored with API versions which a hop removes",
    why: (minor) => `what writes it so fails from ${minor} on, or starts anew beside what is there`,
    peers: ["kubent", "pluto", "eksup K8S009"],
    gap: /managed|stor/i,
  },
  {
    name: "removed-api-last-applied",
    by: ["last-applied"],
    level: "Needs a decision",
    sees: "objects whose last-applied annotation has an API version which a hop removes",
    why: (minor) => `the manifest that it came from cannot be applied any more from ${minor} on`,
    peers: ["kubent", "pluto"],
    gap: /applied/i,
  },
  {
    name: "removed-api-in-helm-release",
    by: ["helm-release"],
    level: "Blocks",
    sees: "Helm releases whose last manifest has API versions which a hop removes",
    why: (minor) =>
      `Helm reads the last manifest before it upgrades: from ${minor} on the release can be neither upgraded nor rolled back`,
    peers: ["kubent", "pluto"],
    gap: /helm/i,
  },
];

/** The four ways in which a removed API is seen in use, each a check of its own. */
export const removedApiChecks: readonly Check[] = REMOVED.map((use) => ({
  name: use.name,
  sees: use.sees,
  levels: use.by.includes("managed-fields") ? [use.level, "Needs a decision"] : [use.level],
  peers: use.peers,
  reads: ["apiUses"],
  concerns: (lacking) => use.gap.test(lacking) || !REMOVED.some(({ gap }) => gap.test(lacking)),
  notHere: nothingRemoved,
  find: (context) => {
    const removals = removedBetween(context.facts, context);
    return usesBy(context, use.by).flatMap((each) => {
      const record = recordOf(removals, each);
      if (record?.removed === undefined) return [];
      const isOld = isLongAgo(each, context.nowMs);
      const level = isOld ? "Needs a decision" : use.level;
      return [
        {
          level,
          object: objectOf(each),
          evidence: evidenceOf(each),
          why: isOld
            ? `nothing was written so for more than 30 days: who still does fails from ${record.removed} on`
            : use.why(record.removed),
          help: helpFor(each.by, record, context),
          hop: record.removed,
          breaking: level === "Blocks",
          records: [record],
        },
      ];
    });
  },
}));

/** What is still served at the target and known to go later. */
export const deprecatedApi: Check = {
  name: "deprecated-api",
  sees: "use of API versions which the target still serves and a later minor removes",
  levels: ["Needs a decision"],
  peers: ["kubent", "pluto"],
  reads: ["apiUses"],
  find: (context) => {
    const { facts, to } = context;
    const going = goingAfter(facts, to);
    const byObject = Map.groupBy(
      itemsOf(context.parts.apiUses).filter((use) => recordOf(going, use) !== undefined),
      nameOf,
    );
    return [...byObject.values()].flatMap((uses) => {
      const [first] = uses;
      const record = first && recordOf(going, first);
      if (first === undefined || record?.removed === undefined) return [];
      return [
        {
          level: "Needs a decision" as const,
          object: nameOf(first),
          evidence: uses.flatMap(evidenceOf),
          why: `${to} serves it still; ${record.removed} removes it`,
          help: helpFor(first.by, record, context),
          hop: record.removed,
          records: [record],
        },
      ];
    });
  },
};

const goingAfter = remembered(
  (to: string) => to,
  (facts, to) => indexed(facts.apis().filter((record) => isGoing(record, to))),
);

function isGoing({ deprecated, removed }: ApiRecord, to: string): boolean {
  return (
    deprecated !== undefined &&
    removed !== undefined &&
    minorNumber(deprecated) <= minorNumber(to) &&
    minorNumber(removed) > minorNumber(to)
  );
}

/** The types of add-ons that their later versions do not know any more. */
export const addonApi: Check = {
  name: "addon-api-removed",
  sees: "objects with API versions that later versions of their add-on (cert-manager, Istio) drop",
  levels: ["Needs a decision"],
  peers: ["pluto", "kubent"],
  reads: ["apiUses"],
  // Types of add-ons are custom resources: who asks for them is not counted.
  concerns: (lacking) => !/built-in|requests/.test(lacking),
  find: ({ facts, parts }) =>
    itemsOf(parts.apiUses).flatMap((use) => {
      const record = facts["addon-apis"]().find(
        ({ group, version, kind }) =>
          group === use.group && version === use.version && (kind === "*" || kind === use.kind),
      );
      if (record === undefined) return [];
      const { addon, removedInAddon, replacement } = record;
      const when = removedInAddon === undefined ? "a later version" : removedInAddon;
      return [
        {
          level: "Needs a decision" as const,
          object: objectOf(use),
          evidence: evidenceOf(use),
          why: `${addon} drops it in ${when}, and the upgrade may need a newer ${addon}`,
          help:
            replacement === undefined
              ? `see what ${addon} says of it before it is upgraded`
              : `write it as ${replacement} before ${addon} is upgraded`,
          records: [record],
        },
      ];
    }),
};

function usesBy({ parts }: AssessContext, by: readonly By[]): readonly ApiUseFacts[] {
  return itemsOf(parts.apiUses).filter((use) => by.includes(use.by));
}

const removedBetween = remembered(
  ({ from, to }: Way) => `${from} ${to}`,
  (facts, way) => indexed(removedApis(facts, way).apis),
);

/** By group, version and kind, and by resource too, in small letters, where only that is told. */
function indexed(records: readonly ApiRecord[]): ReadonlyMap<string, ApiRecord> {
  return new Map(
    records.flatMap((record) => [
      [nameOf(record), record] as const,
      ...(record.resource === undefined
        ? []
        : [[nameOf({ ...record, kind: record.resource }), record] as const]),
    ]),
  );
}

function recordOf(
  records: ReadonlyMap<string, ApiRecord>,
  use: ApiUseFacts,
): ApiRecord | undefined {
  return records.get(nameOf(use));
}

interface Named {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const versionOf = ({ group, version }: Named): string =>
  group === "" ? version : `${group}/${version}`;

const nameOf = (named: Named): string => `${versionOf(named)} ${named.kind}`;

/** `policy/v1beta1 PodDisruptionBudget shop/web`, or without a name where several use it. */
function objectOf(use: ApiUseFacts): string {
  const [only] = use.objects;
  const who = use.by === "helm-release" ? use.who.join(", ") : "";
  if (who !== "") return `${nameOf(use)} in release ${who}`;
  return use.count === 1 && only !== undefined ? `${nameOf(use)} ${only}` : nameOf(use);
}

function evidenceOf(use: ApiUseFacts): readonly (string | Evidence)[] {
  const { by, objects, count, who, lastAtMs } = use;
  const names = objects.length === 0 ? "" : `: ${listed(objects, count)}`;
  const whom = who.length === 0 ? "" : ` by ${who.join(", ")}`;
  const noticed = NOTICED[by](`${count} ${count === 1 ? "object" : "objects"}`);
  const words = `${noticed}${by === "helm-release" ? "" : whom}${names}`;
  return [lastAtMs === undefined ? words : { words, atMs: lastAtMs }];
}

function listed(names: readonly string[], count: number): string {
  const shown = names.slice(0, 5);
  const rest = count - shown.length;
  return rest > 0 ? `${shown.join(", ")} and ${rest} more` : shown.join(", ");
}

/** What replaces it, from when, and what to do; a replacement that is not served yet is said. */
function helpFor(by: By, record: ApiRecord, { facts, from }: AssessContext): string {
  const { replacement, changes } = record;
  if (replacement === undefined) {
    return `nothing replaces ${nameOf(record)}: stop using it, and delete what is left of it before the hop`;
  }
  const target = facts.apis().find((each) => nameOf(each) === nameOf(replacement));
  const since = target?.introduced;
  const isThere =
    since === undefined || target?.orEarlier === true || minorNumber(since) <= minorNumber(from);
  const when = isThere ? "" : ` (served from ${since} on, and so only after that hop)`;
  const how = changes === undefined ? "" : `; ${changes}`;
  return `${nameOf(replacement)} replaces it${when}${how}: ${MENDS[by]}`;
}
