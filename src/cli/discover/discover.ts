import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { clusterApiInventory } from "../../drivers/inventory/cluster-api-inventory.ts";
import { kubeconfigInventory } from "../../drivers/inventory/kubeconfig-inventory.ts";
import { nameSchema } from "../../model/names.ts";
import { env } from "../../platform/env.ts";
import type { DiscoveredCluster } from "../../ports/inventory-port.ts";
import { PortError } from "../../ports/port-error.ts";
import type { Cli } from "../cli.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { renderObjects, type Format } from "../render/output.ts";
import { UserError } from "../user-error.ts";
import type { Comparison, Scope } from "./compare-fleet.ts";
import { discoverLook } from "./discover-look.ts";
import { fleetEntry, knownProvider, type NamedCluster } from "./fleet-entry.ts";
import { fleetText } from "./fleet-text.ts";
import { groupTwins } from "./group-twins.ts";
import { mergeFleet } from "./merge-fleet.ts";
import { nameClusters } from "./name-clusters.ts";

export interface DiscoverOptions {
  readonly kubeconfig?: string;
  readonly context?: readonly string[];
  readonly clusterApi?: readonly string[];
  /** False for `--no-look`. */
  readonly look: boolean;
  readonly name?: string;
  readonly merge?: string;
  readonly write?: true;
  readonly check?: true;
  readonly output?: Exclude<Format, "table">;
}

/** Finds clusters and prints them as a fleet, new or merged; words about them go to stderr. */
export async function discover(cli: Cli, options: DiscoverOptions): Promise<ExitCode> {
  refuseWrongUse(options);
  const text = options.merge === undefined ? "" : contentOf(options.merge);
  const discovered = await listAll(cli, options);
  const found = groupTwins(discovered.filter(({ deleting }) => !deleting));
  tellDeleted(cli, discovered);
  if (options.merge !== undefined) {
    const merged = mergeFleet({
      text,
      file: options.merge,
      found,
      scope: scopeOf(options),
      ...options,
    });
    tellFound(cli, merged.named);
    tellCompared(cli, merged, options.merge);
    return await printMerged(cli, merged, text, options);
  }
  const named = nameClusters(found, new Set());
  tellFound(cli, named);
  await printNew(cli, named, options);
  return exitCodes.done;
}

function refuseWrongUse({ merge, check, write, name, output }: DiscoverOptions): void {
  const wrong = (message: string, help: string) =>
    new UserError(message, help, exitCodes.wrongInput);
  if (merge === undefined && (check ?? write) === true) {
    throw wrong(
      "--check and --write are about a fleet that there is",
      "name it: --merge fleet.yaml",
    );
  }
  if (check === true && write === true) {
    throw wrong("--check changes nothing, and --write does", "leave one of them out");
  }
  if (write === true && output !== undefined) {
    throw wrong(
      "--write writes the file that --merge names, as it is written there",
      "leave out -o",
    );
  }
  const parsed = nameSchema.safeParse(name ?? "fleet");
  if (parsed.success) return;
  throw wrong(`--name ${name} is no name of a fleet`, parsed.error.issues[0]?.message ?? "");
}

/** Contexts, unless only management clusters were asked for; a source that cannot be read ends it all. */
async function listAll(cli: Cli, options: DiscoverOptions): Promise<readonly DiscoveredCluster[]> {
  const { kubeconfig, look } = options;
  const { contexts, managements } = scopeOf(options);
  if (look || managements.length > 0) cli.terminal.err("looking at the clusters...\n");
  try {
    const lists = await Promise.all([
      ...(contexts === undefined
        ? []
        : [kubeconfigInventory({ kubeconfig, contexts, look, env }).list()]),
      ...managements.map((context) => clusterApiInventory({ kubeconfig, context, env }).list()),
    ]);
    return lists.flat();
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    throw new UserError(
      error.message,
      "",
      error.class === "terminal" ? exitCodes.wrongInput : exitCodes.failed,
    );
  }
}

function scopeOf({ kubeconfig, context, clusterApi = [] }: DiscoverOptions): Scope {
  const contexts = context ?? (clusterApi.length > 0 ? undefined : []);
  return { contexts, kubeconfig, managements: clusterApi };
}

function tellDeleted({ terminal }: Cli, discovered: readonly DiscoveredCluster[]): void {
  for (const { source } of discovered.filter(({ deleting }) => deleting)) {
    terminal.err(`left out: ${source} is being deleted\n`);
  }
}

function tellFound({ terminal }: Cli, named: readonly NamedCluster[]): void {
  const ways = named.reduce((sum, one) => sum + one.ways.length, 0);
  const twins = ways === named.length ? "" : `, found in ${ways} places`;
  terminal.err(`${named.length} ${named.length === 1 ? "cluster" : "clusters"}${twins}\n`);
  for (const one of named) {
    const { name, best, sameBy } = one;
    if (one.ways.length > 1) {
      const sources = one.ways.map(({ source }) => source).join(", ");
      terminal.err(
        `  ${name}: the same cluster is ${sources} (${sameBy}); written once, as ${best.source}\n`,
      );
    }
    if (knownProvider(one) === undefined) terminal.err(`  ${name}: provider not known\n`);
    if (best.unread !== undefined) terminal.err(`  ${name}: not read: ${best.unread}\n`);
  }
}

function tellCompared({ terminal }: Cli, { added, gone }: Comparison, file: string): void {
  for (const { best } of added) terminal.err(`new: ${best.source}\n`);
  for (const { cluster, why } of gone) {
    terminal.err(
      `gone: ${cluster}: ${why}. It is kept; remove it from ${file} if that is right.\n`,
    );
  }
  if (added.length + gone.length === 0) terminal.err(`${file} has them all\n`);
}

async function printMerged(
  { terminal }: Cli,
  merged: ReturnType<typeof mergeFleet>,
  text: string,
  options: DiscoverOptions,
): Promise<ExitCode> {
  const { merge = "", check, write, output } = options;
  if (check === true) {
    return merged.added.length + merged.gone.length > 0 ? exitCodes.changes : exitCodes.done;
  }
  if (write === true) {
    if (merged.text !== text) replaceFile(merge, merged.text);
  } else if (output === undefined || output === "yaml") {
    terminal.out(merged.text);
  } else {
    await printObjects(terminal, merged.named, merged.data, output);
  }
  return exitCodes.done;
}

/** Read before any cluster is looked at: what is wrong here is told at once. */
function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${String(error)}`, "", exitCodes.wrongInput);
  }
}

/** Whole or not at all: a fleet that is half written would be a smaller fleet. */
function replaceFile(file: string, text: string): void {
  const fresh = `${file}.new`;
  writeFileSync(fresh, text);
  renameSync(fresh, file);
}

async function printNew(
  { terminal }: Cli,
  named: readonly NamedCluster[],
  { name = "fleet", output }: DiscoverOptions,
): Promise<void> {
  const entries = named.map(fleetEntry);
  if (entries.length === 0) throw new UserError("no clusters were found: a fleet has at least one");
  const text = fleetText(name, entries);
  if (output === undefined || output === "yaml") {
    terminal.out(text);
    return;
  }
  const { parse } = await import("yaml");
  await printObjects(terminal, named, parse(text), output);
}

async function printObjects(
  terminal: Cli["terminal"],
  named: readonly NamedCluster[],
  fleet: unknown,
  output: "json" | "wide" | "name",
): Promise<void> {
  terminal.out(
    output === "json"
      ? `${JSON.stringify(fleet, null, 2)}\n`
      : await renderObjects(discoverLook, named, output, false),
  );
}
