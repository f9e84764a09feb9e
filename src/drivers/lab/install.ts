import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { formatDuration } from "../../model/duration.ts";
import type { Clock } from "../../platform/clock.ts";
import { isBuilt, type Build } from "./build-inputs.ts";
import { compile, goVersion } from "./go-compiler.ts";
import { withLock } from "../../platform/file-lock.ts";

export type InstallResult =
  | { readonly kind: "installed"; readonly built: boolean; readonly seconds: number }
  | { readonly kind: "cannot"; readonly why: string; readonly help: string };

export interface InstallContext {
  readonly clock: Clock;
  /** Where the binaries are kept. */
  readonly cache: string;
  /** Told what goes on, one line at a time. */
  readonly say: (line: string) => void;
  /** The Go to build with; `go` of the PATH unless a test says otherwise. */
  readonly go?: string;
}

/**
 * Sees to it that a build is there. It is made in a folder of its own and comes into place by one
 * rename, so that a killed build leaves nothing that looks finished; processes that want the same
 * one at once wait for the first.
 */
export async function install(build: Build, context: InstallContext): Promise<InstallResult> {
  const { clock, say } = context;
  const name = `${build.program} ${build.release}`;
  if (isBuilt(build)) return { kind: "installed", built: false, seconds: 0 };
  const unfit = unfitPlatform() ?? (await missingGo(context));
  if (unfit !== undefined) return unfit;
  const lock = path.join(context.cache, "locks", `${path.basename(build.folder)}.lock`);
  return withLock(
    lock,
    clock,
    async (): Promise<InstallResult> => {
      // Whoever had the lock may have made it meanwhile.
      if (isBuilt(build)) return { kind: "installed", built: false, seconds: 0 };
      const startedAt = clock.nowMs();
      const failure = await make(build, name, context);
      if (failure !== undefined) return failure;
      const seconds = Math.round((clock.nowMs() - startedAt) / 1_000);
      say(`${name}: built in ${formatDuration(seconds * 1_000)}`);
      return { kind: "installed", built: true, seconds };
    },
    () => say(`${name}: another process builds it, waiting`),
  );
}

function unfitPlatform(): InstallResult | undefined {
  if (process.platform === "linux") return undefined;
  return {
    kind: "cannot",
    why: `the lab runs on Linux only, this is ${process.platform}: it finds its processes through /proc`,
    help: "use a Linux machine or virtual machine; everything else of fleetlift works here",
  };
}

async function missingGo({ go }: InstallContext): Promise<InstallResult | undefined> {
  if ((await goVersion(go)) !== undefined) return undefined;
  return {
    kind: "cannot",
    why: "the lab builds Kubernetes from source and found no Go to do it with",
    help: "install Go 1.26 or newer (https://go.dev/dl/) so that `go version` answers, then run this again; everything else of fleetlift works without",
  };
}

/** Undefined when it worked. Called with the lock, so every scratch folder found is a dead one's. */
async function make(
  build: Build,
  name: string,
  { clock, say, cache, go }: InstallContext,
): Promise<InstallResult | undefined> {
  const base = path.basename(build.folder);
  for (const entry of readdirSync(cache)) {
    if (entry.startsWith(`${base}.new`)) rmSync(path.join(cache, entry), { recursive: true });
  }
  const scratch = `${build.folder}.new`;
  const source = path.join(scratch, "source");
  mkdirSync(source, { recursive: true });
  for (const file of build.files) writeFileSync(path.join(source, file.name), file.text);
  const output = path.join(scratch, build.program);
  say(`${name}: building from source (once; several minutes)`);
  const result = await compile(
    { ...(go !== undefined && { go }), source, output, ldflags: build.ldflags },
    clock,
    (progress) => say(`${name}: ${progress}`),
  );
  if (result.kind === "failed") {
    rmSync(scratch, { recursive: true, force: true });
    return { kind: "cannot", why: `${name} could not be built`, help: result.words };
  }
  rmSync(source, { recursive: true });
  for (const called of build.calledAs) {
    if (called !== build.program) symlinkSync(build.program, path.join(scratch, called));
  }
  renameSync(scratch, build.folder);
  return undefined;
}
