import * as z from "zod";
import { touchSchema } from "../model/action-spec.ts";
import type { Data } from "../model/data.ts";
import type { PackRun } from "../model/pack-action.ts";
import { packActionName } from "../actions/scripted/pack-action.ts";
import type { InstalledPack } from "./pack-store.ts";
import type { Pack } from "./read-pack.ts";

/** A pack in a list. */
export const packSummarySchema = z.strictObject({
  name: z.string(),
  version: z.string(),
  hash: z.string(),
  /** Where it came from: `fleetlift` of those that come with it. */
  origin: z.string(),
  /** Whether new plans are made from it. */
  inForce: z.boolean(),
  installedBy: z.string().optional(),
  installedAtMs: z.number().optional(),
  /** Rollouts whose plan pins it. */
  usedBy: z.array(z.string()),
});

/** A pack with what it brings, and with what it may do. */
export const packViewSchema = packSummarySchema.extend({
  description: z.string().optional(),
  licence: z.string().optional(),
  requires: z.record(z.string(), z.string()),
  workflows: z.array(z.strictObject({ name: z.string(), strategy: z.string().optional() })),
  actions: z.array(
    z.strictObject({
      name: z.string(),
      title: z.string(),
      /** What it runs: a program, or a call. */
      runs: z.string(),
      touches: z.array(touchSchema),
      /** Variables of the server's environment that it may see. */
      env: z.array(z.string()),
      /** Whether it is told where clusters are to be reached. */
      needsMember: z.boolean(),
    }),
  ),
  checks: z.array(z.strictObject({ name: z.string(), level: z.string(), why: z.string() })),
  knowledge: z.array(z.string()),
  files: z.int(),
  bytes: z.int(),
});

export type PackSummary = Data<typeof packSummarySchema>;
export type PackView = Data<typeof packViewSchema>;

/** What the origin of packs is called that come with fleetlift. */
export const BUNDLED = "fleetlift";

/** A pack in a list: with how it was installed, or as one that comes with fleetlift. */
export function summarizePack(
  pack: Pick<Pack, "name" | "version" | "hash">,
  installed: InstalledPack | undefined,
  usedBy: readonly string[],
  inForce = true,
): PackSummary {
  const { name, version, hash } = pack;
  return {
    name,
    version,
    hash,
    origin: installed?.origin ?? BUNDLED,
    inForce: installed?.inForce ?? inForce,
    ...(installed && {
      installedBy: installed.installedBy,
      installedAtMs: installed.installedAtMs,
    }),
    usedBy,
  };
}

/** Everything that somebody should know of a pack before they let it act. */
export function describePack(pack: Pack, summary: PackSummary): PackView {
  const { description, licence, requires = {} } = pack.head.document.spec;
  const { fleetlift, packs = {} } = requires;
  return {
    ...summary,
    ...(description !== undefined && { description }),
    ...(licence !== undefined && { licence }),
    requires: { ...(fleetlift !== undefined && { fleetlift }), ...packs },
    workflows: pack.workflows.map(({ document: { metadata, spec } }) => ({
      name: `${pack.name}/${metadata.name}`,
      ...(spec.strategy !== undefined && { strategy: spec.strategy }),
    })),
    actions: pack.actions.map(({ document: { metadata, spec } }) => ({
      name: packActionName(pack.name, metadata.name),
      title: spec.title,
      runs: runWords(spec.run),
      touches: spec.touches,
      env: spec.env ?? [],
      needsMember: spec.needsMember ?? false,
    })),
    checks: pack.checks.map(({ document: { metadata, spec } }) => ({
      name: `${pack.name}/${metadata.name}`,
      level: spec.level,
      why: spec.why,
    })),
    knowledge: pack.knowledge.flatMap(({ document: { spec } }) => [
      ...Object.values(spec.records ?? {}).flatMap((list) => (list ?? []).map(({ id }) => id)),
      ...(spec.overrides ?? []).map(({ id }) => id),
    ]),
    files: pack.files.length,
    bytes: pack.files.reduce((sum, { content }) => sum + content.length, 0),
  };
}

function runWords({ http, command, script, module }: PackRun): string {
  if (http !== undefined) return `${http.method} ${http.url}`;
  if (module !== undefined) return `module ${module.file}`;
  return `${script === undefined ? "command" : "script"} ${(script ?? command)?.argv.join(" ") ?? ""}`;
}
