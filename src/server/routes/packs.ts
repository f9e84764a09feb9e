import { createRoute, z } from "@hono/zod-openapi";
import { openScriptTools } from "../../actions/scripted/script-tools.ts";
import { packSummarySchema, packViewSchema } from "../../packs/describe-pack.ts";
import { installPack } from "../../packs/install-pack.ts";
import { findPack, listPacks, type UsedBy } from "../../packs/list-packs.ts";
import { filesOfArchive } from "../../packs/pack-archive.ts";
import { removePack } from "../../packs/remove-pack.ts";
import { PackConflict } from "../../packs/pack-store.ts";
import { RefusedPack } from "../../packs/refused-pack.ts";
import type { Core } from "../core.ts";
import { Refusal } from "../problem.ts";
import { json, problems, reply, type Api } from "./route.ts";

const summarySchema = packSummarySchema.meta({ id: "PackSummary" });
const viewSchema = packViewSchema.meta({ id: "Pack" });

const removedSchema = z
  .strictObject({ name: z.string(), version: z.string(), hash: z.string() })
  .meta({ id: "RemovedPack" });

const bodySchema = z
  .strictObject({
    archive: z.base64().meta({ description: "a pack as export makes it (.tgz)" }),
    origin: z.string().min(1).max(500).meta({ description: "where it came from, in words" }),
    force: z.boolean().default(false).meta({
      description: "put it in place of the same version with another content",
    }),
  })
  .meta({ id: "InstallPack" });

const list = createRoute({
  method: "get",
  path: "/packs",
  summary: "All packs, those that come with fleetlift included",
  responses: {
    200: reply(z.strictObject({ items: z.array(summarySchema) }), "packs"),
    ...problems,
  },
});

const one = createRoute({
  method: "get",
  path: "/packs/{pack}",
  summary: "A pack by its name (the one in force), by NAME@VERSION, or by its hash",
  request: { params: z.object({ pack: z.string().min(1).max(200) }) },
  responses: { 200: reply(viewSchema, "the pack, with what it brings and may do"), ...problems },
});

const install = createRoute({
  method: "post",
  path: "/packs",
  summary: "Install a pack; the same again changes nothing",
  description:
    "It is checked, kept under the hash of its content, and put in force: new plans are made from it. Plans that pin another go on with that.",
  request: { body: { ...json(bodySchema, "the pack"), required: true } },
  responses: { 200: reply(summarySchema, "the pack as it is installed"), ...problems },
});

const remove = createRoute({
  method: "post",
  path: "/packs/{pack}/remove",
  summary: "Remove a pack (NAME, or NAME@VERSION): no new plan is made from it",
  description:
    "It is taken off the list. Its content stays, so that plans that pin it go on. A pack that another one in force needs is not removed.",
  request: { params: z.object({ pack: z.string().min(1).max(200) }) },
  responses: {
    200: reply(z.strictObject({ removed: z.array(removedSchema) }), "what was removed"),
    ...problems,
  },
});

export function addPacks(app: Api, core: Core): void {
  app.openapi(list, async (context) => {
    const items = listPacks(core.packs, await usedByRollouts(core));
    return context.json({ items }, 200);
  });
  app.openapi(one, async (context) => {
    const { pack } = context.req.valid("param");
    const found = findPack(core.packs, pack, await usedByRollouts(core));
    if (found === undefined) throw noPack(pack);
    if ("gone" in found) throw goneWords(found.gone);
    return context.json(found, 200);
  });
  app.openapi(remove, async (context) => {
    const removed = removeFrom(core, context.req.valid("param").pack);
    const items = removed.map(({ name, version, hash }) => ({ name, version, hash }));
    return context.json({ removed: items }, 200);
  });
  app.openapi(install, async (context) => {
    const { archive, origin, force } = context.req.valid("json");
    const by = context.get("identity").name;
    try {
      const files = await filesOfArchive(Buffer.from(archive, "base64"), origin);
      const given = { files, origin, by, force, nowMs: core.clock.nowMs() };
      const { name } = installPack(core.packs, given, openScriptTools("installing"));
      const usedBy = await usedByRollouts(core);
      const found = listPacks(core.packs, usedBy).find(
        (each) => each.name === name && each.inForce,
      );
      if (found === undefined) throw noPack(name);
      return context.json(found, 200);
    } catch (error) {
      throw refusalOf(error);
    }
  });
}

/** A name that is not there is told as such, whatever else is. */
function removeFrom(core: Core, pack: string) {
  try {
    const removed = removePack(core.packs, pack, openScriptTools("removing"));
    if (removed.length > 0) return removed;
  } catch (error) {
    throw refusalOf(error);
  }
  throw noPack(pack);
}

/** Rollouts by the packs that their plans pin, as far as there are records of them. */
async function usedByRollouts(core: Core): Promise<UsedBy> {
  const book = await core.readSide.upToDate();
  const pins: { readonly hash: string; readonly rollout: string }[] = [];
  for (const rollout of book.rollouts()) {
    const { name, plan } = rollout.view();
    const { packs = [] } = await core.loadPlan(plan);
    pins.push(...packs.map(({ hash }) => ({ hash, rollout: name })));
  }
  return (hash) => pins.filter((pin) => pin.hash === hash).map(({ rollout }) => rollout);
}

function noPack(name: string): Refusal {
  return new Refusal(404, `there is no pack ${name}`, "see them with: fleetlift pack list");
}

function goneWords({
  name,
  version,
}: {
  readonly name: string;
  readonly version: string;
}): Refusal {
  return new Refusal(
    409,
    `the content of pack ${name} ${version} is not kept any more, or was changed`,
    "install it again: fleetlift pack install",
  );
}

function refusalOf(error: unknown): unknown {
  if (error instanceof PackConflict) return new Refusal(409, error.message, error.help);
  if (!(error instanceof RefusedPack)) return error;
  const errors = error.problems.map(({ file, line, column, path, message }) => ({
    document: `${file}:${line}:${column}`,
    path,
    detail: message,
  }));
  return new Refusal(400, "the pack is refused, and nothing was changed", "", errors);
}
