import { readdirSync } from "node:fs";
import path from "node:path";
import { compareVersions, minorOf, parseVersion } from "../../model/version.ts";
import { packageRoot } from "../../platform/package-root.ts";

/** What the lab is built from: `lab/` of the package. */
export const labSources: string = path.join(packageRoot, "lab");

export type LabProgram = "kubernetes" | "etcd";

/** The releases whose go.mod and go.sum are checked in, oldest first, without the leading `v`. */
export function knownReleases(program: LabProgram, sources = labSources): readonly string[] {
  return readdirSync(path.join(sources, program), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.startsWith("v"))
    .map((entry) => entry.name.slice(1))
    .filter((name) => parseVersion(name) !== undefined)
    .toSorted(compareVersions);
}

/** The release that `wanted` (`1.36` or `1.36.3`, a leading `v` allowed) means, or undefined. */
export function findRelease(wanted: string, known: readonly string[]): string | undefined {
  const plain = wanted.startsWith("v") ? wanted.slice(1) : wanted;
  if (parseVersion(plain) !== undefined) return known.find((release) => release === plain);
  return known.findLast((release) => minorOf(release) === plain);
}

/** The one etcd that every cluster of the lab runs. */
export function etcdRelease(sources = labSources): string {
  const newest = knownReleases("etcd", sources).at(-1);
  if (newest === undefined) throw new Error(`no etcd release in ${sources}: the package is broken`);
  return newest;
}
