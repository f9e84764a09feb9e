import { readFileSync } from "node:fs";
import path from "node:path";
import { createConnect } from "../drivers/connect.ts";
import type { Cluster } from "../model/fleet.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { observeClusters, type Observation } from "../observe/observe-cluster.ts";
import { packageRoot } from "../platform/package-root.ts";
import { outsidesOf } from "../server/outsides.ts";
import { nearest } from "../spec/nearest.ts";
import { resolveFleet } from "../spec/resolve-fleet.ts";
import { dataDirOf } from "./api-client.ts";
import type { Cli } from "./cli.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { readFiles } from "./read-files.ts";
import { renderObservations } from "./render/observations.ts";
import type { Format } from "./render/output.ts";
import { UserError } from "./user-error.ts";

export interface ObserveOptions {
  readonly filename?: readonly string[];
  readonly output?: Exclude<Format, "table">;
  readonly rbac?: boolean;
  readonly dataDir?: string;
}

/**
 * Looks at the clusters of the files' fleets in this process, and prints what was seen. A cluster
 * that could not be seen is told on stderr, and the exit code is 1; a part of one that could not be
 * seen is shown with it.
 */
export async function observe(
  cli: Cli,
  names: readonly string[],
  options: ObserveOptions,
): Promise<ExitCode> {
  if (options.rbac === true) {
    cli.terminal.out(readFileSync(path.join(packageRoot, "deploy", "observe-rbac.yaml"), "utf8"));
    return exitCodes.done;
  }
  const clusters = named(clustersOf(options.filename ?? []), names);
  const connect = createConnect(outsidesOf(dataDirOf(options), cli.clock));
  const observations = await observeClusters(connect, clusters, cli.clock.nowMs(), {
    facts: true,
    sleep: (ms) => cli.clock.sleep(ms),
    onSeen: progress(cli, clusters.length),
  });
  const snapshots = observations.flatMap((each) => (each.kind === "seen" ? [each.snapshot] : []));
  const alone = names.length === 1;
  cli.terminal.out(await renderObservations(snapshots, options.output ?? "table", alone));
  const unseen = observations.filter((each) => each.kind === "unseen");
  for (const { cluster, error } of unseen)
    cli.terminal.err(`${cluster} could not be seen: ${error}\n`);
  if (options.output === undefined || options.output === "wide") cli.terminal.err(words(snapshots));
  return unseen.length === 0 ? exitCodes.done : exitCodes.failed;
}

function clustersOf(files: readonly string[]): readonly Cluster[] {
  const clusters = readFiles(files).flatMap(({ document }) =>
    document.kind === "Fleet" ? resolveFleet(document).clusters : [],
  );
  if (clusters.length > 0) return clusters;
  throw new UserError(
    files.length === 0
      ? "no file is named, and so no fleet"
      : "there is no Fleet in these files, and so nothing to observe",
    "name the file of a fleet with -f",
    exitCodes.wrongInput,
  );
}

function named(clusters: readonly Cluster[], names: readonly string[]): readonly Cluster[] {
  if (names.length === 0) return clusters;
  const known = clusters.map(({ name }) => name);
  for (const name of names) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    throw new UserError(
      `there is no cluster ${name} in these files`,
      near === undefined ? `there are: ${known.slice(0, 10).join(", ")}` : `did you mean ${near}?`,
      exitCodes.wrongInput,
    );
  }
  return clusters.filter(({ name }) => names.includes(name));
}

/** A large fleet takes minutes: whoever watches sees it go on. */
function progress({ terminal }: Cli, total: number): (observation: Observation) => void {
  let done = 0;
  return () => {
    done += 1;
    if (terminal.live && total > 1)
      terminal.err(`\r${done} of ${total} clusters${done === total ? "\n" : ""}`);
  };
}

/** Why parts were not seen, each reason once. */
function words(snapshots: readonly Snapshot[]): string {
  const reasons = new Map<string, { readonly help: string; readonly clusters: string[] }>();
  for (const { cluster, facts } of snapshots) {
    for (const [name, part] of Object.entries(facts ?? {})) {
      const gaps =
        part.kind === "not-seen"
          ? [{ what: name, ...part }]
          : (part.lacking ?? []).map((each) => ({ ...each, what: `${name}, ${each.what}` }));
      for (const { what, why, help } of gaps) {
        const of = reasons.get(`${what}: ${why}`) ?? { help, clusters: [] };
        of.clusters.push(cluster);
        reasons.set(`${what}: ${why}`, of);
      }
    }
  }
  return [...reasons]
    .map(([why, { help, clusters }]) => {
      const about = clusters.length === snapshots.length ? "" : ` (${clusters.join(", ")})`;
      return `not seen: ${why}${about}\n${help === "" ? "" : `  help: ${help}\n`}`;
    })
    .join("");
}
