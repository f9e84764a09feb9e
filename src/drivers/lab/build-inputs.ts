import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { minorNumber } from "../../model/version.ts";
import { cacheDir } from "../../platform/env.ts";
import { knownReleases, labSources, type LabProgram } from "./releases.ts";

/** The names under which each program's one binary is called. */
const CALLED: Readonly<Record<LabProgram, readonly string[]>> = {
  kubernetes: ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "hollow-node"],
  etcd: ["etcd", "etcdutl"],
};

/** One binary: what it is made from, and where it stands once it is made. */
export interface Build {
  readonly program: LabProgram;
  readonly release: string;
  /** Everything that decides what the binary will be. */
  readonly files: readonly { readonly name: string; readonly text: string }[];
  readonly ldflags: string;
  readonly calledAs: readonly string[];
  /**
   * Named by the hash of the inputs, so that a folder is there only when it is right: a changed
   * source is another folder, and nobody has to remember what was built from what.
   */
  readonly folder: string;
}

export interface BuildPlaces {
  readonly sources: string;
  readonly cache: string;
}

export function buildPlaces(): BuildPlaces {
  return { sources: labSources, cache: path.join(cacheDir(), "lab") };
}

export function buildOf(
  program: LabProgram,
  release: string,
  { sources, cache }: BuildPlaces = buildPlaces(),
): Build {
  const shared = path.join(sources, program);
  const goFiles = readdirSync(shared).filter((name) => name.endsWith(".go"));
  const files = [
    ...goFiles.toSorted().map((name) => ({ name, text: read(shared, name) })),
    ...["go.mod", "go.sum"].map((name) => ({
      name,
      text: read(path.join(shared, `v${release}`), name),
    })),
  ];
  const ldflags = ldflagsOf(program, release);
  const inputs = JSON.stringify([program, release, ldflags, process.arch, files]);
  const hash = createHash("sha256").update(inputs).digest("hex").slice(0, 12);
  const folder = path.join(cache, `${program}-v${release}-${hash}`);
  return { program, release, files, ldflags, calledAs: CALLED[program], folder };
}

export function isBuilt(build: Build): boolean {
  return existsSync(path.join(build.folder, build.program));
}

/** Kubernetes releases with which clusters can be started without building anything, oldest first. */
export function installedReleases(): readonly string[] {
  return knownReleases("kubernetes").filter((release) => isBuilt(buildOf("kubernetes", release)));
}

/** The file to start `name` (`kube-apiserver`, `etcd`, ...) of this build with. */
export function executable(build: Build, name: string): string {
  return path.join(build.folder, name);
}

/** Without the version a server answers a nonsense one (v0.0.0-master), and kubelets report it. */
function ldflagsOf(program: LabProgram, release: string): string {
  if (program === "etcd") return "-s -w";
  const version = "k8s.io/component-base/version";
  const values = {
    gitVersion: `v${release}`,
    gitMajor: "1",
    gitMinor: String(minorNumber(release)),
    gitTreeState: "clean",
  };
  const settings = Object.entries(values).map(([name, value]) => `-X ${version}.${name}=${value}`);
  return ["-s -w", ...settings].join(" ");
}

function read(folder: string, name: string): string {
  return readFileSync(path.join(folder, name), "utf8");
}
