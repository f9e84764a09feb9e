import { createRoute, z } from "@hono/zod-openapi";
import type { ReadDocument } from "../../spec/read-source.ts";
import { applyMessaging } from "../apply-messaging.ts";
import { applyFleet, applyRollout, type Applied, type ApplyRollout } from "../apply.ts";
import { hasRight, type Identity } from "../../model/identity.ts";
import { deniedWords } from "../access/identify.ts";
import type { Core } from "../core.ts";
import { readSent, type AppliedDocument } from "../documents.ts";
import { Refusal } from "../problem.ts";
import { json, problems, reply, type Api } from "./route.ts";

const bodySchema = z
  .strictObject({
    /** Messaging, Fleet and Rollout documents as people write them (see `schemas/`), in any order. */
    documents: z.array(z.record(z.string(), z.unknown())).min(1),
    planOnly: z.boolean().default(false).meta({
      description: "never start or stop anything, whatever the documents' state says",
    }),
  })
  .meta({ id: "Apply" });

const appliedSchema = z
  .strictObject({
    kind: z.enum(["Messaging", "Fleet", "Rollout"]),
    name: z.string(),
    said: z.array(z.string()),
    plan: z.string().optional(),
  })
  .meta({ id: "Applied" });

const route = createRoute({
  method: "post",
  path: "/apply",
  summary: "Apply documents",
  description:
    "Fleets are stored; rollouts are planned against what their clusters are now, stored, and started or stopped as their state says. Nothing is changed when any of the documents is wrong. It may be sent twice.",
  request: {
    body: { ...json(bodySchema, "the documents"), required: true },
  },
  responses: {
    200: reply(z.strictObject({ items: z.array(appliedSchema) }), "what came of each"),
    ...problems,
  },
});

export function addApply(app: Api, core: Core): void {
  const underWay = new Map<string, Promise<readonly Applied[]>>();
  app.openapi(route, async (context) => {
    const { documents, planOnly } = context.req.valid("json");
    const actor = context.get("identity").name;
    if (!planOnly) await mayTellOthers(core, context.get("identity"), documents);
    const key = JSON.stringify({ documents, planOnly });
    // The same request again, while the first is at work, waits for that one.
    const how = { actor, request: context.get("requestId"), planOnly };
    const work = underWay.get(key) ?? applyAll(core, documents, how);
    underWay.set(key, work);
    try {
      return context.json({ items: await work }, 200);
    } finally {
      underWay.delete(key);
    }
  });
}

/** Channels read secrets of this machine and send them away: who may name them may do anything. */
async function mayTellOthers(
  core: Core,
  identity: Identity,
  documents: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  if (documents.every(({ kind }) => kind !== "Messaging") || hasRight(identity, "admin")) return;
  const why = `${deniedWords(identity, "admin")}: a Messaging document names secrets and where they are sent`;
  await core.recordDenial({ actor: identity.name, request: "POST /apply", rollout: "", why });
  throw new Refusal(403, why, "leave it out, or let an admin apply it");
}

/** Who applies, by which request, and whether only to look at what would be done. */
type How = Pick<ApplyRollout, "planOnly"> & { readonly actor: string; readonly request: string };

const ORDER: readonly AppliedDocument["kind"][] = ["Messaging", "Fleet", "Rollout"];

/** Who is told first, so that they are told of the rest; then fleets, since rollouts speak of them. */
async function applyAll(
  core: Core,
  sent: readonly unknown[],
  how: How,
): Promise<readonly Applied[]> {
  const read = await readSent(core.records, sent);
  const inOrder = read.toSorted(
    (a, b) => ORDER.indexOf(a.document.kind) - ORDER.indexOf(b.document.kind),
  );
  const applied: Applied[] = [];
  for (const each of inOrder) applied.push(await applyOne(core, each, how));
  return applied;
}

async function applyOne(
  core: Core,
  { document, written }: ReadDocument<AppliedDocument>,
  { actor, request, planOnly }: How,
): Promise<Applied> {
  switch (document.kind) {
    case "Messaging":
      return await applyMessaging(core, { document, written, planOnly });
    case "Fleet":
      return await applyFleet(core, document.metadata.name, written, actor);
    case "Rollout":
      return await applyRollout(core, { document, written, actor, request, planOnly });
  }
}
