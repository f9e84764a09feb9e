import type { Json } from "../model/data.ts";
import type { Workflow } from "../model/workflow.ts";
import type { Pack } from "./read-pack.ts";

/** Kept by their pack, so that the same workflow is the same object wherever it is asked for. */
const made = new WeakMap<Pack, readonly Workflow[]>();

/**
 * The workflows of a pack. Where one uses another of the same pack by its name alone, it is named as
 * it is known outside, so that no other pack's workflow of that name can be meant.
 */
export function packWorkflows(pack: Pack): readonly Workflow[] {
  const workflows = made.get(pack) ?? qualified(pack);
  made.set(pack, workflows);
  return workflows;
}

function qualified({ name: pack, workflows }: Pack): readonly Workflow[] {
  const own = new Set(workflows.map(({ document }) => document.metadata.name));
  return workflows.map(({ document }) => {
    // A workflow with other names in it has the same form.
    return withNames(document as unknown as Json, (name) =>
      own.has(name) ? `${pack}/${name}` : name,
    ) as unknown as Workflow;
  });
}

/** The words under which a workflow names another. */
const NAMING: ReadonlySet<string> = new Set(["workflow", "use"]);

/** Data with other texts under those words; what has none of them stays the same object. */
function withNames(data: Json, rename: (name: string) => string): Json {
  if (typeof data !== "object" || data === null) return data;
  const entries = Object.entries(data).map(([key, value]) => {
    const isName = typeof value === "string" && NAMING.has(key);
    return { key, before: value, after: isName ? rename(value) : withNames(value, rename) };
  });
  if (entries.every(({ before, after }) => before === after)) return data;
  if (Array.isArray(data)) return entries.map(({ after }) => after);
  return Object.fromEntries(entries.map(({ key, after }) => [key, after]));
}

/**
 * Workflows by the names that people use: `PACK/NAME`, and the name alone of those that come with
 * fleetlift, where no two of them have it. What is installed never takes a name alone, or a pack could
 * stand in for another's.
 */
export function workflowsByName(
  packs: readonly Pack[],
  isBundled: (pack: Pack) => boolean,
): ReadonlyMap<string, Workflow> {
  const alone = packs
    .filter(isBundled)
    .flatMap((pack) => packWorkflows(pack).map(({ metadata: { name } }) => name));
  return new Map(
    packs.flatMap((pack) =>
      packWorkflows(pack).flatMap((workflow): readonly (readonly [string, Workflow])[] => {
        const { name } = workflow.metadata;
        const whole = [`${pack.name}/${name}`, workflow] as const;
        const isClear = alone.indexOf(name) === alone.lastIndexOf(name);
        return isBundled(pack) && isClear ? [whole, [name, workflow]] : [whole];
      }),
    ),
  );
}
