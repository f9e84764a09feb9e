import type * as z from "zod";
import { serveWorld } from "../drivers/world/serve-world.ts";
import { worldSocket } from "../drivers/world/world-folder.ts";
import { connectWorldSocket, type WorldClient } from "../drivers/world/world-socket.ts";
import type { Json } from "../model/data.ts";
import { PortError } from "../ports/port-error.ts";
import { worldFolder } from "../server/outsides.ts";
import { nearest } from "../spec/nearest.ts";
import { faultSchema } from "../world/fault.ts";
import type { ClusterStatus } from "../world/world-status.ts";
import type { WorldDocument } from "../world/world-document.ts";
import { dataDirOf } from "./api-client.ts";
import type { Cli } from "./cli.ts";
import { exitCodes } from "./exit-codes.ts";
import { readAllFiles } from "./read-files.ts";
import { renderObjects, type Format, type Look } from "./render/output.ts";
import { UserError } from "./user-error.ts";

export interface WorldOptions {
  readonly dataDir?: string;
  readonly dir?: string;
}

export interface ServeOptions extends WorldOptions {
  readonly file: string;
  readonly speed: number;
  readonly fresh?: boolean;
}

export interface StatusOptions extends WorldOptions {
  readonly output?: Exclude<Format, "table">;
}

/** Serves a world until it is interrupted. */
export async function worldServe({ terminal }: Cli, options: ServeOptions): Promise<void> {
  const { file, speed, fresh = false } = options;
  const dir = dirOf(options);
  const document = readWorld(file);
  const world = await serveWorld({ document, dir, speed, fresh }).catch(asUserError);
  const { length } = document.spec.clusters;
  terminal.err(
    `world ${document.metadata.name}: ${length} ${length === 1 ? "cluster" : "clusters"} at speed ${world.scale.speed}, served in ${dir}. Ctrl-C ends it.\n`,
  );
  const { interrupted } = terminal;
  if (!interrupted.aborted) {
    await new Promise((resolve) => interrupted.addEventListener("abort", resolve, { once: true }));
  }
  await world.close();
}

export async function worldStatusOf(
  { terminal }: Cli,
  name: string | undefined,
  options: StatusOptions,
): Promise<void> {
  const clusters = await withWorld(options, (world) => world.status());
  const shown = name === undefined ? clusters : clusters.filter((one) => one.name === name);
  if (name !== undefined && shown.length === 0) throw unknownCluster(name, clusters);
  const format = options.output ?? "table";
  terminal.out(await renderObjects(clusterLook, shown, format, name !== undefined));
}

export interface FaultWords {
  readonly name: string;
  readonly kind: string;
  /** Like `workload=kube-system/coredns`. */
  readonly fields: readonly string[];
}

export async function worldBreak(
  { terminal }: Cli,
  cluster: string,
  words: FaultWords,
  options: WorldOptions,
): Promise<void> {
  const fault = faultOf(words);
  await withWorld(options, async (world) => {
    await refuseUnknown(world, cluster);
    await world.break(cluster, fault);
  });
  terminal.err(`${cluster}: ${words.name} is broken\n`);
}

export async function worldRepair(
  { terminal }: Cli,
  cluster: string,
  name: string,
  options: WorldOptions,
): Promise<void> {
  const answer = await withWorld(options, async (world) => {
    await refuseUnknown(world, cluster);
    return world.ask(cluster, "repair", { name });
  });
  if (answer.kind === "error") throw new UserError(answer.message);
  terminal.err(
    answer.value ? `${cluster}: ${name} is repaired\n` : `${cluster}: ${name} was not broken\n`,
  );
}

const clusterLook: Look<ClusterStatus> = {
  kind: "clusters",
  name: ({ name }) => name,
  columns: [
    { title: "name", value: ({ name }) => name },
    { title: "version", value: ({ version }) => version },
    { title: "nodes", value: ({ nodesReady, nodes }) => `${nodesReady}/${nodes}` },
    { title: "pods", value: ({ podsReady, pods }) => `${podsReady}/${pods}` },
    { title: "doing", value: ({ doing }) => doing },
    { title: "broken", value: ({ faults }) => faults.join(", ") },
    { title: "region", value: ({ region }) => region, wide: true },
  ],
};

/** The one world of a file; throws a `UserError` with everything that is wrong. */
export function readWorld(file: string): WorldDocument {
  const worlds = readAllFiles([file])
    .map(({ document }) => document)
    .filter((document) => document.kind === "World");
  const [world] = worlds;
  if (world !== undefined && worlds.length === 1) return world;
  throw new UserError(
    `${file} holds ${worlds.length} worlds, and one is needed`,
    "a world is a document of kind World, as in examples/shop/world.yaml",
    exitCodes.wrongInput,
  );
}

/** The fault as people would write it in a file; checked here, so that what is wrong is told before anything moves. */
function faultOf({ name, kind, fields }: FaultWords): Json {
  const written = { name, kind, ...Object.fromEntries(fields.map(fieldOf)) };
  const parsed = faultSchema.safeParse(written);
  if (parsed.success) return written;
  throw new UserError(wordsOf(kind, parsed.error), "", exitCodes.wrongInput);
}

function wordsOf(kind: string, error: z.ZodError): string {
  const kinds = faultSchema.options.map((option) => option.shape.kind.value);
  const known: readonly string[] = kinds;
  if (!known.includes(kind)) {
    const near = nearest(kind, known);
    const help = near === undefined ? `There are: ${known.join(", ")}.` : `Did you mean ${near}?`;
    return `${kind}: nothing that can be broken. ${help}`;
  }
  return error.issues
    .map(({ path, message }) => (path.length > 0 ? `${path.join(".")}: ${message}` : message))
    .join("\n  ");
}

const NUMBERS: ReadonlySet<string> = new Set(["probability", "factor", "times", "perMinute"]);

function fieldOf(text: string): readonly [string, Json] {
  const equals = text.indexOf("=");
  if (equals < 1) {
    throw new UserError(
      `${text}: expected field=value, like workload=kube-system/coredns`,
      "",
      exitCodes.wrongInput,
    );
  }
  const [field, value] = [text.slice(0, equals), text.slice(equals + 1)];
  return [field, NUMBERS.has(field) && value !== "" ? Number(value) : value];
}

async function refuseUnknown(world: WorldClient, cluster: string): Promise<void> {
  const clusters = await world.status();
  if (!clusters.some(({ name }) => name === cluster)) throw unknownCluster(cluster, clusters);
}

function unknownCluster(name: string, clusters: readonly ClusterStatus[]): UserError {
  const known = clusters.map((cluster) => cluster.name);
  const near = nearest(name, known);
  const help = near === undefined ? `there are: ${known.join(", ")}` : `did you mean ${near}?`;
  return new UserError(`there is no cluster ${name} in this world`, help, exitCodes.wrongInput);
}

async function withWorld<T>(
  options: WorldOptions,
  use: (world: WorldClient) => Promise<T>,
): Promise<T> {
  const dir = dirOf(options);
  const world = connectWorldSocket(socketOf(dir));
  try {
    return await use(world);
  } catch (error) {
    if (!(error instanceof PortError) || error.class === "terminal") return asUserError(error);
    throw new UserError(
      `no world is served in ${dir}`,
      "start one with: fleetlift world serve -f FILE   (or name its folder with --dir)",
    );
  } finally {
    world.close();
  }
}

function socketOf(dir: string): string {
  try {
    return worldSocket(dir);
  } catch (error) {
    return asUserError(error);
  }
}

function dirOf(options: WorldOptions): string {
  return options.dir ?? worldFolder(dataDirOf(options));
}

function asUserError(error: unknown): never {
  throw error instanceof PortError ? new UserError(error.message) : error;
}
