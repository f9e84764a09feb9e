import { compareVersions, parseVersion } from "../model/version.ts";

/**
 * Words after the numbers of a version whose order is known (semantics 1). All others, like the
 * commit in EKS's `-eks-3abbec1`, are known to differ and no more.
 */
interface TagFamily {
  readonly name: string;
  readonly form: RegExp;
  readonly rank: (match: RegExpExecArray) => number;
  readonly source: string;
}

const UPSTREAM_STAGES = ["alpha", "beta", "rc"];
/** More than any stage has counted to. */
const STAGE_SPAN = 100_000;

const numbered = (match: RegExpExecArray): number => Number(match[1]);

const FAMILIES: readonly TagFamily[] = [
  {
    name: "kubernetes",
    form: /^(?:-(alpha|beta|rc)\.(\d+))?$/,
    // A release stands after all that led to it.
    rank: ([, stage, number]) =>
      stage === undefined
        ? UPSTREAM_STAGES.length * STAGE_SPAN
        : UPSTREAM_STAGES.indexOf(stage) * STAGE_SPAN + Number(number),
    source: "kubernetes/sig-release, release-engineering/versioning.md; semver.org 11",
  },
  {
    name: "gke",
    form: /^-gke\.(\d+)$/,
    rank: numbered,
    source: "cloud.google.com/kubernetes-engine/versioning: x.y.z-gke.N, N is the build",
  },
  {
    name: "rke2",
    form: /^\+rke2r(\d+)$/,
    rank: numbered,
    source: "rancher/rke2, releases: v1.30.14+rke2r1 was followed by v1.30.14+rke2r2",
  },
  {
    name: "k3s",
    form: /^\+k3s(\d+)$/,
    rank: numbered,
    source: "k3s-io/k3s, releases: k3sN counts the builds of one Kubernetes version",
  },
];

/**
 * Order of two full versions: negative when `a` is older, 0 when they are the same, undefined when
 * the numbers are equal and the order of the words after them is not known, or one is no version.
 */
export function compareBuilds(a: string, b: string): number | undefined {
  const numbers = compareVersions(a, b);
  if (Number.isNaN(numbers)) return undefined;
  if (numbers !== 0) return numbers;
  const [left, right] = [suffix(a), suffix(b)];
  if (left === right) return 0;
  for (const { form, rank } of FAMILIES) {
    const [leftMatch, rightMatch] = [form.exec(left), form.exec(right)];
    if (leftMatch && rightMatch) return rank(leftMatch) - rank(rightMatch);
  }
  return undefined;
}

/** Whether it is a version before a release, like `1.36.0-rc.1`; a provider's own tag is not. */
export function isPreRelease(version: string): boolean {
  const tag = parseVersion(version)?.tag;
  return tag !== undefined && !/^(gke\.\d+|eks-[0-9a-f]+)$/.test(tag);
}

/** The newest of versions, or two of them whose order is not known and that no other surpasses; undefined of none. */
export function newestOf(
  versions: readonly string[],
): { readonly newest: string } | { readonly unordered: readonly [string, string] } | undefined {
  const top = versions.filter((version) =>
    versions.every((other) => !(Number(compareBuilds(version, other)) < 0)),
  );
  const [newest] = top;
  if (newest === undefined) return undefined;
  const rival = top.find((other) => compareBuilds(newest, other) === undefined);
  return rival === undefined ? { newest } : { unordered: [newest, rival] };
}

/** What follows the numbers. */
function suffix(version: string): string {
  return version.replace(/^v?\d+\.\d+\.\d+/, "");
}
