import * as z from "zod";
import type { Facts } from "../../knowledge/knowledge.ts";
import type { ApiUseFacts, HelmReleaseFacts, Part } from "../../model/cluster-facts.ts";
import { UseSum } from "../apis/use-sum.ts";
import { keepMost } from "../keep-most.ts";
import { lackingFrom, missingOf, notSeen, seen, type Missing } from "../kubernetes/missing.ts";
import {
  type ListOf,
  type ListRead,
  type Look,
  readItems,
  readObject,
} from "../kubernetes/read-list.ts";
import { byFullName, metadataSchema, type Metadata } from "../kubernetes/shapes.ts";
import { isDeprecated } from "../apis/deprecated-kinds.ts";
import { decodeRelease, type DecodedRelease } from "./decode-release.ts";

/** Only the labels of the list are read: the data is fetched for the newest of each release, one by one. */
const SECRETS: ListOf = {
  group: "",
  version: "v1",
  resource: "secrets",
  metadataOnly: true,
  labelSelector: "owner=helm",
  fieldSelector: "type=helm.sh/release.v1",
};
const CONFIG_MAPS: ListOf = {
  group: "",
  version: "v1",
  resource: "configmaps",
  metadataOnly: true,
  labelSelector: "owner=helm",
};

export interface HelmReleases {
  readonly part: Part<HelmReleaseFacts>;
  /** Uses of deprecated and removed APIs in the manifests. */
  readonly uses: readonly ApiUseFacts[];
  readonly missing: readonly Missing[];
}

/** One stored revision of a release. */
interface Stored {
  readonly kind: "Secret" | "ConfigMap";
  readonly object: string;
  readonly namespace: string;
  readonly name: string;
  readonly revision: number;
  readonly status: string;
}

interface Release {
  /** The newest revision, whatever came of it. */
  readonly newest: Stored;
  /** The newest that was deployed, or the newest. */
  readonly deployed: Stored;
}

/** The releases of Helm 3 and later, each with its chart; what their manifests hold is only looked at. */
export async function readReleases(look: Look, facts: Facts): Promise<HelmReleases> {
  const metadata = z.object({ metadata: metadataSchema });
  const [secrets, configMaps] = await Promise.all([
    readItems(look, SECRETS, metadata),
    readItems(look, CONFIG_MAPS, metadata),
  ]);
  const missing = missingOf(secrets);
  const stored = [...storedIn(secrets, "Secret"), ...storedIn(configMaps, "ConfigMap")];
  const releases = releasesOf(stored);
  if (missing.length > 0 && releases.length === 0) {
    return { part: notSeen(missing), uses: [], missing };
  }
  const decoded = await Promise.all(releases.map((release) => readRelease(look, release)));
  const configMapsMissing = missingOf(configMaps);
  return summed(releases, decoded, {
    facts,
    missing,
    configMapsMissing,
    reads: [secrets, configMaps],
  });
}

interface Around {
  readonly facts: Facts;
  readonly missing: readonly Missing[];
  readonly configMapsMissing: readonly Missing[];
  readonly reads: readonly ListRead<unknown>[];
}

function summed(
  releases: readonly Release[],
  decoded: readonly ListRead<DecodedRelease | undefined>[],
  { facts, missing, configMapsMissing, reads }: Around,
): HelmReleases {
  const going = new Set(
    [...facts.apis().filter(isDeprecated), ...facts["addon-apis"]()].map(
      ({ group, version, kind }) => key(group === "" ? version : `${group}/${version}`, kind),
    ),
  );
  const sums = releases.map(({ newest }, index) => {
    const sum = new UseSum();
    const read = decoded[index];
    const objects = read?.kind === "read" ? (read.value?.objects ?? []) : [];
    for (const { apiVersion, kind, namespace, name } of objects) {
      if (!going.has(key(apiVersion, kind))) continue;
      const within = namespace === "" ? newest.namespace : namespace;
      const who = `${newest.namespace}/${newest.name}`;
      sum.add("helm-release", { apiVersion, kind, object: `${within}/${name}`, who });
    }
    return sum;
  });
  const items = releases.map((release, index) => releaseFacts(release, decoded[index]));
  const kept = keepMost(items, ({ status }) => Number(status !== "deployed"), byFullName);
  const unreadable = [...missing, ...missingOf(...decoded)];
  const lacking = [
    ...lackingFrom("releases kept in Secrets", missing),
    ...lackingFrom("releases kept in ConfigMaps", configMapsMissing),
    ...lackingFrom("charts of releases", missingOf(...decoded).slice(0, 1)),
  ];
  return {
    part: seen(kept.items, { reads, more: kept.more, lacking }),
    uses: sums.flatMap((sum) => sum.uses()),
    missing: unreadable,
  };
}

const key = (apiVersion: string, kind: string): string => `${apiVersion} ${kind}`;

function storedIn(
  read: ListRead<readonly { readonly metadata: Metadata }[]>,
  kind: Stored["kind"],
): readonly Stored[] {
  if (read.kind !== "read") return [];
  return read.value.flatMap(({ metadata }) => {
    const { name, status = "", version = "" } = metadata.labels;
    if (name === undefined) return [];
    const { namespace, name: object } = metadata;
    return [{ kind, object, namespace, name, status, revision: Number(version) || 0 }];
  });
}

function releasesOf(stored: readonly Stored[]): readonly Release[] {
  const byRelease = Map.groupBy(stored, ({ namespace, name }) => `${namespace}/${name}`);
  return [...byRelease.values()].flatMap((revisions) => {
    const ordered = revisions.toSorted((a, b) => b.revision - a.revision);
    const [newest] = ordered;
    if (newest === undefined) return [];
    const deployed = ordered.find(({ status }) => status === "deployed") ?? newest;
    return [{ newest, deployed }];
  });
}

const secretSchema = z.object({ data: z.object({ release: z.string() }) });

async function readRelease(
  look: Look,
  { deployed }: Release,
): Promise<ListRead<DecodedRelease | undefined>> {
  const { kind, namespace, object } = deployed;
  const list = { ...(kind === "Secret" ? SECRETS : CONFIG_MAPS), namespace };
  // Decoded in its schema: what it holds never leaves it.
  return await readObject(
    look,
    list,
    object,
    secretSchema.transform(({ data }) => decodeRelease(data.release, kind)),
  );
}

function releaseFacts(
  { newest }: Release,
  read: ListRead<DecodedRelease | undefined> | undefined,
): HelmReleaseFacts {
  const decoded = read?.kind === "read" ? read.value : undefined;
  const { namespace, name, revision, status } = newest;
  return {
    namespace,
    name,
    revision,
    status,
    chart: decoded?.chart ?? "",
    chartVersion: decoded?.chartVersion ?? "",
    appVersion: decoded?.appVersion ?? "",
    ...(decoded?.updatedAtMs !== undefined && { updatedAtMs: decoded.updatedAtMs }),
  };
}
