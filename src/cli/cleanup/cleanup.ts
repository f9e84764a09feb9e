import { createConnect } from "../../drivers/connect.ts";
import type { Cluster, Member } from "../../model/fleet.ts";
import type { ClusterPort } from "../../ports/cluster-port.ts";
import { PortError } from "../../ports/port-error.ts";
import { outsidesOf } from "../../server/outsides.ts";
import type { UpgradeView } from "../../server/upgrade-view.ts";
import { resolveFleet } from "../../spec/resolve-fleet.ts";
import { dataDirOf, isServed, openApi, type ApiOptions } from "../api-client.ts";
import type { Cli } from "../cli.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { allPages } from "../paged.ts";
import { readFiles } from "../read-files.ts";
import { type Format, type Look, renderObjects } from "../render/output.ts";
import { UserError } from "../user-error.ts";
import { type KnownUpgrades, type Leftover, leftoversOf, mayTakeOff } from "./leftovers.ts";

export interface CleanupOptions extends ApiOptions {
  readonly filename?: readonly string[];
  readonly output?: Exclude<Format, "table">;
  readonly yes?: true;
  readonly unknown?: true;
  readonly offline?: true;
}

/** Marks of fleetlift on nodes, found in the clusters themselves; with `--yes` those that nobody needs go. */
export async function cleanup(
  cli: Cli,
  names: readonly string[],
  options: CleanupOptions,
): Promise<ExitCode> {
  const clusters = clustersOf(options.filename ?? [], names);
  const known = await knownUpgrades(options);
  const connect = createConnect(outsidesOf(dataDirOf(options), cli.clock));
  const ports = new Map<string, ClusterPort>();
  const found: Leftover[] = [];
  let unseen = 0;
  for (const { cluster, member } of membersOf(clusters)) {
    try {
      const port = (await connect(member)).cluster;
      ports.set(keyOf({ cluster, member: member.name }), port);
      found.push(...leftoversOf({ cluster, member: member.name }, await port.nodes(), known));
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      unseen += 1;
      cli.terminal.err(`${cluster} could not be looked at: ${error.message}\n`);
    }
  }
  cli.terminal.out(await renderObjects(look, found, options.output ?? "table", false));
  const unknown = options.unknown === true || options.offline === true;
  const mine = found.filter((each) => mayTakeOff(each, unknown));
  tell(cli, found, mine, options);
  if (options.yes !== true) return unseen > 0 ? exitCodes.failed : codeOf(mine);
  const failed = await takeOff(cli, ports, mine);
  return failed + unseen > 0 ? exitCodes.failed : exitCodes.done;
}

function codeOf(mine: readonly Leftover[]): ExitCode {
  return mine.length > 0 ? exitCodes.changes : exitCodes.done;
}

const look: Look<Leftover> = {
  kind: "leftovers",
  name: ({ cluster, node, mark }) => `${cluster}/${node}/${mark}`,
  columns: [
    { title: "cluster", value: ({ cluster }) => cluster },
    { title: "node", value: ({ node }) => node },
    { title: "mark", value: ({ mark }) => mark },
    { title: "upgrade", value: ({ upgrade }) => upgrade },
    { title: "is", value: ({ whose }) => whose },
    { title: "member", value: ({ member }) => member, wide: true },
    { title: "reason", value: ({ reason }) => reason, wide: true },
  ],
};

function tell(
  { terminal }: Cli,
  found: readonly Leftover[],
  mine: readonly Leftover[],
  { yes, output }: CleanupOptions,
): void {
  if (output !== undefined && output !== "wide") return;
  if (found.length === 0) return terminal.err("nothing of fleetlift's is on these nodes\n");
  const count = (whose: Leftover["whose"]) => found.filter((each) => each.whose === whose).length;
  if (count("running") > 0)
    terminal.err(`${count("running")} of an upgrade that goes on: never touched from here\n`);
  const left = found.filter((each) => each.whose === "unknown" && !mine.includes(each)).length;
  if (left > 0)
    terminal.err(
      `${left} of upgrades that this server does not know, and that may go on elsewhere: add --unknown to take them off\n`,
    );
  if (yes !== true && mine.length > 0)
    terminal.err(`${mine.length} can be taken off: say it again with --yes\n`);
}

/** One after the other; what cannot be taken off is said, and the rest goes on. Gives how many stayed. */
async function takeOff(
  { terminal }: Cli,
  ports: ReadonlyMap<string, ClusterPort>,
  mine: readonly Leftover[],
): Promise<number> {
  let failed = 0;
  for (const each of mine) {
    const words = `${each.mark} of node ${each.node} of ${each.cluster}`;
    try {
      const port = ports.get(keyOf(each));
      if (port !== undefined) await takeOne(port, each);
      terminal.err(`taken off: ${words}\n`);
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      failed += 1;
      terminal.err(`still there: ${words}: ${error.message}\n`);
    }
  }
  return failed;
}

/** Each is guarded by the name that was read: what changed hands since is left. */
async function takeOne(port: ClusterPort, { node, mark, upgrade }: Leftover): Promise<void> {
  switch (mark) {
    case "cordon":
      return port.uncordon(node, upgrade);
    case "taint":
      return port.avoid(node, false);
    case "quarantine":
      return port.release(node, upgrade);
  }
}

/** What the server knows of attempts; with `--offline` nothing is known, and nothing can go on. */
async function knownUpgrades(options: CleanupOptions): Promise<KnownUpgrades> {
  if (options.offline === true) return [];
  if (!(await isServed(options))) {
    throw new UserError(
      `no fleetlift is running with the data directory ${dataDirOf(options)}, so nobody can say which upgrades go on`,
      "start it with: fleetlift up   (an upgrade that it takes up again cleans up after itself), or say --offline when it is gone for good",
    );
  }
  const upgrades = await allPages<UpgradeView>(openApi(options), "/upgrades");
  return upgrades.map(({ name, cluster, status }) => ({
    name,
    cluster,
    running: status === "running",
  }));
}

function membersOf(clusters: readonly Cluster[]): readonly { cluster: string; member: Member }[] {
  return clusters.flatMap(({ name, current, others }) =>
    [current, ...others].map((member) => ({ cluster: name, member })),
  );
}

function keyOf({ cluster, member }: Pick<Leftover, "cluster" | "member">): string {
  return `${cluster}/${member}`;
}

function clustersOf(files: readonly string[], names: readonly string[]): readonly Cluster[] {
  const clusters = readFiles(files).flatMap(({ document }) =>
    document.kind === "Fleet" ? resolveFleet(document).clusters : [],
  );
  if (clusters.length === 0)
    throw new UserError(
      "there is no Fleet in these files, and so nowhere to look",
      "name the file of a fleet with -f",
      exitCodes.wrongInput,
    );
  const missing = names.find((name) => !clusters.some((cluster) => cluster.name === name));
  if (missing !== undefined)
    throw new UserError(
      `there is no cluster ${missing} in these files`,
      `there are: ${clusters
        .slice(0, 10)
        .map(({ name }) => name)
        .join(", ")}`,
      exitCodes.wrongInput,
    );
  return names.length === 0 ? clusters : clusters.filter(({ name }) => names.includes(name));
}
