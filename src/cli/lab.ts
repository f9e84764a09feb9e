import { readFileSync } from "node:fs";
import { durationSchema } from "../model/duration.ts";
import { systemClock } from "../platform/clock.ts";
import { buildOf, buildPlaces, type Build } from "../drivers/lab/build-inputs.ts";
import { clusterFolder, clusterNames, labRoot } from "../drivers/lab/cluster-folder.ts";
import type { PoolRequest } from "../drivers/lab/cluster-request.ts";
import { down } from "../drivers/lab/down.ts";
import { install } from "../drivers/lab/install.ts";
import { allLabStatus, labStatus, type LabStatus } from "../drivers/lab/lab-status.ts";
import { reconcile } from "../drivers/lab/reconcile.ts";
import { etcdRelease, findRelease, knownReleases } from "../drivers/lab/releases.ts";
import { up } from "../drivers/lab/up.ts";
import { dataDirOf } from "./api-client.ts";
import type { Cli } from "./cli.ts";
import { exitCodes } from "./exit-codes.ts";
import { labClusterLook, labPartLook } from "./lab-looks.ts";
import { renderObjects, type Format } from "./render/output.ts";
import { UserError } from "./user-error.ts";

interface DataDirOptions {
  readonly dataDir?: string;
}

export interface UpOptions extends DataDirOptions {
  readonly kubernetes?: string;
  readonly pool?: readonly PoolRequest[];
  readonly containerStart?: string;
}

export interface StatusOptions extends DataDirOptions {
  readonly output?: Exclude<Format, "table">;
}

export interface KubeconfigOptions extends DataDirOptions {
  readonly path?: boolean;
}

export interface DownOptions extends DataDirOptions {
  readonly all?: boolean;
  readonly keep?: boolean;
}

// The lab is real processes in real time, so it has the system's clock whatever the program's is.
const clock = systemClock;

export async function labInstall(cli: Cli, wanted: readonly string[]): Promise<void> {
  const known = knownReleases("kubernetes");
  const releases = wanted.length === 0 ? known : wanted.map((text) => releaseOf(text, known));
  const builds: readonly Build[] = [
    buildOf("etcd", etcdRelease()),
    ...[...new Set(releases)].map((release) => buildOf("kubernetes", release)),
  ];
  const context = {
    clock,
    cache: buildPlaces().cache,
    say: (line: string) => cli.terminal.err(`${line}\n`),
  };
  for (const build of builds) {
    const result = await install(build, context);
    if (result.kind === "cannot") throw new UserError(result.why, result.help);
    cli.terminal.out(`${build.program} ${build.release}\n`);
  }
}

export async function labUp(cli: Cli, name: string, options: UpOptions): Promise<void> {
  const { kubernetes, pool, containerStart } = options;
  const start = containerStart === undefined ? undefined : startMs(containerStart);
  const request = { name, kubernetes, pools: pool, containerStartMs: start };
  const result = await up(root(options), request, clock, (line) => cli.terminal.err(`${line}\n`));
  if (result.kind === "problem") throw new UserError(result.why, result.help);
  const status = await labStatus(root(options), name);
  cli.terminal.err(
    `lab cluster ${name} is up: Kubernetes ${status?.kubernetes}, ${nodeWords(status)}\n` +
      `Next: kubectl --kubeconfig ${result.folder.kubeconfig} get nodes\n`,
  );
}

export async function labStatusOf(
  cli: Cli,
  name: string | undefined,
  options: StatusOptions,
): Promise<void> {
  const format: Format = options.output ?? "table";
  if (name === undefined) {
    const all = await allLabStatus(root(options));
    if (all.length === 0) cli.terminal.err("there are no lab clusters: fleetlift lab up NAME\n");
    if (all.length > 0 || format !== "table") {
      cli.terminal.out(await renderObjects(labClusterLook, all, format, false));
    }
    return;
  }
  const status = await labStatus(root(options), name);
  if (status === undefined) throw absent(name, options);
  if (format === "table" || format === "wide") {
    cli.terminal.err(`${name}: ${status.state}${status.reason && `, ${status.reason}`}\n`);
    cli.terminal.out(await renderObjects(labPartLook, status.parts, format, false));
  } else cli.terminal.out(await renderObjects(labClusterLook, [status], format, true));
}

export function labKubeconfig(cli: Cli, name: string, options: KubeconfigOptions): void {
  const { kubeconfig } = clusterFolder(root(options), name);
  if (!clusterNames(root(options)).includes(name)) throw absent(name, options);
  cli.terminal.out(options.path === true ? `${kubeconfig}\n` : readFileSync(kubeconfig, "utf8"));
}

export async function labDown(
  cli: Cli,
  name: string | undefined,
  options: DownOptions,
): Promise<void> {
  const names = name === undefined ? clusterNames(root(options)) : [name];
  if (names.length === 0) cli.terminal.err("there are no lab clusters\n");
  for (const each of names) {
    const { ended, existed } = await down(root(options), each, clock, {
      keep: options.keep === true,
    });
    const kept = options.keep === true ? ", its data is kept" : " and removed";
    const words = existed ? `ended${kept}` : "was not there";
    cli.terminal.err(`lab cluster ${each} ${words} (${ended} processes)\n`);
  }
}

export async function labReconcile(lab: string, name: string): Promise<void> {
  await reconcile(clusterFolder(lab, name), clock);
}

function root(options: DataDirOptions): string {
  return labRoot(dataDirOf(options));
}

function releaseOf(text: string, known: readonly string[]): string {
  const release = findRelease(text, known);
  if (release !== undefined) return release;
  throw new UserError(
    `the lab has no Kubernetes ${text}`,
    `it can build ${known.join(", ")}`,
    exitCodes.wrongInput,
  );
}

function startMs(text: string): number {
  const parsed = durationSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  const words = parsed.error.issues.map(({ message }) => message).join("; ");
  throw new UserError(`--container-start ${text}: ${words}`, "", exitCodes.wrongInput);
}

function nodeWords(status: LabStatus | undefined): string {
  const nodes = status?.parts.filter(({ part }) => part.startsWith("node/")) ?? [];
  return nodes.length === 1 ? "1 node" : `${nodes.length} nodes`;
}

function absent(name: string, options: DataDirOptions): UserError {
  const there = clusterNames(root(options));
  const help = there.length === 0 ? `fleetlift lab up ${name}` : `there are: ${there.join(", ")}`;
  return new UserError(`there is no lab cluster ${name}`, help);
}
