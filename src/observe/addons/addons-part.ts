import type { AddonFacts, HelmReleaseFacts, Part } from "../../model/cluster-facts.ts";
import type { ImageUse } from "../workloads/image-uses.ts";
import { lackingFrom, notSeen, seen, type Missing } from "../kubernetes/missing.ts";
import { addonVersion, byAge, imageName, isEksBuild } from "./addon-version.ts";
import { KNOWN_ADDONS, type KnownAddon } from "./known-addons.ts";

/** One sign of an add-on. */
interface Sign {
  readonly name: string;
  readonly part: AddonFacts["part"];
  readonly version: string;
  readonly namespace: string;
  readonly evidence: string;
}

/** So many signs are shown of each add-on. */
const MAX_EVIDENCE = 5;

/** What pods run, and what Helm installed. */
export interface AddonSources {
  /** Undefined when the pods could not be seen: then Helm's word is all there is, and it is not enough. */
  readonly images: readonly ImageUse[] | undefined;
  readonly podsMissing: readonly Missing[];
  readonly releases: Part<HelmReleaseFacts>;
  /** `Deployment kube-system/coredns` of what a pod names as its controller. */
  readonly workloadOf: (controller: string) => string;
}

/** Add-ons by the images that run, by labels where an image says no version, by Helm's charts where neither does. */
export function addonsPart(sources: AddonSources): Part<AddonFacts> {
  const { images, podsMissing, releases, workloadOf } = sources;
  if (images === undefined) return notSeen(podsMissing);
  const running = images.flatMap((use) => signOf(use, workloadOf));
  const items = releases.kind === "seen" ? releases.items : [];
  const installed = items.flatMap((release) => releaseSign(release, running));
  const byAddon = Map.groupBy([...running, ...installed], ({ name, part }) => `${name} ${part}`);
  const facts = [...byAddon.values()].map(addonFacts).toSorted(inOrder);
  const missing = releases.kind === "not-seen" ? [releases] : [];
  return seen(facts, {
    lacking: [
      ...lackingFrom("images of pods", podsMissing),
      ...missing.map(({ why, help }) => ({ what: "add-ons that only Helm knows", why, help })),
    ],
  });
}

function signOf(use: ImageUse, workloadOf: AddonSources["workloadOf"]): readonly Sign[] {
  const { repository, tag } = imageName(use.image);
  const byImage = KNOWN_ADDONS.find(({ images }) => images.some((each) => each.test(repository)));
  const label = use.labels["app.kubernetes.io/name"];
  const known =
    byImage ??
    KNOWN_ADDONS.find(({ labels = [] }) => label !== undefined && labels.includes(label));
  if (known === undefined) return [];
  const tagged = byImage === undefined ? "" : addonVersion(tag);
  const version = tagged || addonVersion(use.labels["app.kubernetes.io/version"] ?? "");
  // A label alone is on helpers too (a metrics exporter): without a version it says nothing.
  if (byImage === undefined && version === "") return [];
  const how = tagged === "" && version !== "" ? "label of" : `image ${use.image} of`;
  return [
    {
      name: nameFor(known, version),
      part: known.part ?? "whole",
      version,
      namespace: use.namespace,
      evidence: `${how} ${workloadOf(use.by)}`,
    },
  ];
}

/** EKS numbers its own builds of these, and the knowledge has them under names of their own. */
function nameFor({ name }: KnownAddon, version: string): string {
  return isEksBuild(version) && (name === "coredns" || name === "kube-proxy")
    ? `${name}-eks`
    : name;
}

/** What a release tells that no image did: charts of many parts, and versions of images without a tag. */
function releaseSign(release: HelmReleaseFacts, running: readonly Sign[]): readonly Sign[] {
  const { chart, chartVersion, appVersion, namespace, name } = release;
  const known = KNOWN_ADDONS.find((addon) => (addon.charts ?? [addon.name]).includes(chart));
  if (known === undefined) return [];
  const isKnown = running.some((sign) => sign.name === known.name && sign.version !== "");
  const version = addonVersion(known.byChart === true ? chartVersion : appVersion);
  if (isKnown || version === "") return [];
  const evidence = `chart ${chart} ${chartVersion} of Helm release ${namespace}/${name}`;
  return [{ name: known.name, part: known.part ?? "whole", version, namespace, evidence }];
}

function addonFacts(signs: readonly Sign[]): AddonFacts {
  const versions = [...new Set(signs.map(({ version }) => version))]
    .filter((version) => version !== "")
    .toSorted(byAge);
  const [oldest = "", ...others] = versions;
  const [first] = signs.toSorted((a, b) => byAge(a.version, b.version));
  return {
    name: first?.name ?? "",
    part: first?.part ?? "whole",
    version: oldest,
    others,
    namespace: first?.namespace ?? "",
    evidence: [...new Set(signs.map(({ evidence }) => evidence))].toSorted().slice(0, MAX_EVIDENCE),
  };
}

function inOrder(a: AddonFacts, b: AddonFacts): number {
  const [left, right] = [`${a.name} ${a.part}`, `${b.name} ${b.part}`];
  return left < right ? -1 : Number(left > right);
}
