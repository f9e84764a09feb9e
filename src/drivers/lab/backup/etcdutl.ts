import { execFile } from "node:child_process";
import { promisify } from "node:util";
import * as z from "zod";
import { env } from "../../../platform/env.ts";
import { buildOf, executable, isBuilt } from "../build-inputs.ts";
import type { ClusterFolder } from "../cluster-folder.ts";
import { marks } from "../lab-processes.ts";

const statusSchema = z.object({ revision: z.int(), totalKey: z.int() });

const LIMIT_MS = 600_000;

/** One of our processes like the parts of a cluster: it outlives us when we are killed, and is found then. */
interface Caller {
  readonly folder: ClusterFolder;
  readonly release: string;
}

/** The last revision of a snapshot's file, and its keys. Reads only. */
export async function snapshotStatus(
  caller: Caller,
  file: string,
): Promise<{ readonly revision: number; readonly keys: number }> {
  const answer = await etcdutl(caller, ["snapshot", "status", file, "--write-out=json"]);
  const { revision, totalKey } = statusSchema.parse(JSON.parse(answer));
  return { revision, keys: totalKey };
}

/** How the store of a snapshot comes to be: the revisions that it is moved on by, of a proof none. */
export interface RestoreTo {
  readonly dataDir: string;
  readonly peer: string;
  readonly bumpRevision?: number;
}

/** Makes a data directory of a snapshot, which must not be there. A snapshot that is not whole is refused by its hash. */
export async function restoreSnapshot(caller: Caller, file: string, to: RestoreTo): Promise<void> {
  const { dataDir, peer, bumpRevision } = to;
  // Watchers know revisions: those of the new store must be above all they have seen, and what is
  // below must be gone, so that they list again instead of missing changes.
  const moved =
    bumpRevision === undefined ? [] : [`--bump-revision=${bumpRevision}`, "--mark-compacted"];
  await etcdutl(caller, [
    "snapshot",
    "restore",
    file,
    `--data-dir=${dataDir}`,
    "--name=lab",
    `--initial-cluster=lab=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    ...moved,
  ]);
}

async function etcdutl({ folder, release }: Caller, args: readonly string[]): Promise<string> {
  const build = buildOf("etcd", release);
  if (!isBuilt(build)) {
    throw new Error(`etcd ${release} is not installed: fleetlift lab install`);
  }
  const part = { name: "etcdutl", release, fingerprint: "" };
  try {
    const { stdout } = await promisify(execFile)(executable(build, "etcdutl"), args, {
      timeout: LIMIT_MS,
      env: { PATH: env("PATH") ?? "", ...marks(folder, part) },
    });
    return stdout;
  } catch (error) {
    throw new Error(`etcdutl ${args.slice(0, 2).join(" ")}: ${lastLine(error)}`, { cause: error });
  }
}

function lastLine(error: unknown): string {
  const words = error instanceof Error && "stderr" in error ? String(error.stderr) : "";
  const line = words
    .trimEnd()
    .split("\n")
    .findLast((one) => one.startsWith("Error"));
  return line ?? (error instanceof Error ? error.message : String(error));
}
