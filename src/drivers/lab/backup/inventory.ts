import { createHash } from "node:crypto";
import * as z from "zod";
import type { Clock } from "../../../platform/clock.ts";
import type { LabApi } from "../lab-api.ts";

/** Of each resource so many objects are compared field by field. */
const SAMPLE = 200;
const PAGE = 250;
/** Tries of one call: a server that has just started knows its custom resources a little later. */
const TRIES = 20;
const TRY_AGAIN_MS = 500;

const resourceSchema = z.strictObject({
  path: z.string(),
  count: z.int(),
  /** Of the names of all objects, in order. */
  names: z.string(),
  /** Hash of each sampled object, by namespace and name. */
  sample: z.record(z.string(), z.string()),
});

/** Every object that an API server had at one revision of its store, as counts and hashes. */
export const inventorySchema = z.strictObject({
  revision: z.int(),
  /** By group and name: `apps/deployments`. */
  resources: z.record(z.string(), resourceSchema),
  /** What could not be listed, each with why. */
  notListed: z.array(z.string()),
});

export type Inventory = z.infer<typeof inventorySchema>;
type ResourceInventory = z.infer<typeof resourceSchema>;

const groupsSchema = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      versions: z.array(z.object({ groupVersion: z.string() })),
      preferredVersion: z.object({ groupVersion: z.string() }),
    }),
  ),
});
const resourcesSchema = z.object({
  resources: z.array(z.object({ name: z.string(), verbs: z.array(z.string()) })),
});
const pageSchema = z.object({
  metadata: z.object({ continue: z.string().optional() }),
  items: z.array(
    z.looseObject({
      metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
    }),
  ),
});
type Page = z.infer<typeof pageSchema>;

const apiServicesSchema = z.object({
  items: z.array(
    z.object({
      spec: z.object({ group: z.string().optional(), service: z.unknown().optional() }),
    }),
  ),
});

/** Made up at each call from what others say; no etcd has them. */
const VIRTUAL = new Set(["/componentstatuses"]);

/** Lists everything as it was at `revision`. Throws when the server has forgotten that one. */
export async function takeInventory(
  api: LabApi,
  revision: number,
  clock: Clock,
): Promise<Inventory> {
  const { listed, notListed } = await listableResources(api, clock);
  const resources: Record<string, ResourceInventory> = {};
  for (const [name, path] of listed) {
    resources[name] = await takeResource(api, path, revision, clock);
  }
  return { revision, resources, notListed };
}

/** What another server has of the same resources at the same revision. */
export async function takeSameInventory(
  api: LabApi,
  { revision, resources }: Inventory,
  clock: Clock,
): Promise<Inventory> {
  const same: Record<string, ResourceInventory> = {};
  for (const [name, { path }] of Object.entries(resources)) {
    same[name] = await takeResource(api, path, revision, clock);
  }
  return { revision, resources: same, notListed: [] };
}

/** What of `source` the other one has not, or has otherwise, in words; nothing when they are the same. */
export function differencesOf(source: Inventory, other: Inventory): readonly string[] {
  return Object.entries(source.resources).flatMap(([name, wanted]) => {
    const found = other.resources[name];
    if (found === undefined) return [`${name}: not there`];
    if (found.count !== wanted.count) return [`${name}: ${found.count} of ${wanted.count} objects`];
    if (found.names !== wanted.names) return [`${name}: ${wanted.count} objects of other names`];
    return Object.entries(wanted.sample)
      .filter(([key, hash]) => found.sample[key] !== hash)
      .map(([key]) => `${name} ${key}: is not as it was`);
  });
}

export function countOf({ resources }: Inventory): {
  readonly objects: number;
  readonly sampled: number;
  readonly resources: number;
} {
  const all = Object.values(resources);
  return {
    resources: all.length,
    objects: all.reduce((sum, { count }) => sum + count, 0),
    sampled: all.reduce((sum, { sample }) => sum + Object.keys(sample).length, 0),
  };
}

async function listableResources(api: LabApi, clock: Clock) {
  const { groups } = await read(api, "/apis", groupsSchema, clock);
  const services = await read(
    api,
    "/apis/apiregistration.k8s.io/v1/apiservices",
    apiServicesSchema,
    clock,
  );
  const elsewhere = new Set(
    services.items
      .filter(({ spec }) => (spec.service ?? null) !== null)
      .map(({ spec }) => spec.group ?? ""),
  );
  const listed = new Map<string, string>();
  const notListed: string[] = [];
  for (const { name, preferredVersion, versions } of [CORE, ...groups]) {
    if (elsewhere.has(name)) {
      notListed.push(`${name}: its objects are not in this etcd, another server has them`);
      continue;
    }
    const inOrder = [preferredVersion, ...versions].map(({ groupVersion }) => groupVersion);
    for (const groupVersion of new Set(inOrder)) {
      const base = name === "" ? "/api/v1" : `/apis/${groupVersion}`;
      const { resources } = await read(api, base, resourcesSchema, clock);
      for (const { name: resource, verbs } of resources) {
        const key = `${name}/${resource}`;
        if (resource.includes("/") || !verbs.includes("list") || VIRTUAL.has(key)) continue;
        if (!listed.has(key)) listed.set(key, `${base}/${resource}`);
      }
    }
  }
  return { listed, notListed };
}

const CORE = { name: "", preferredVersion: { groupVersion: "v1" }, versions: [] } as const;

async function takeResource(
  api: LabApi,
  path: string,
  revision: number,
  clock: Clock,
): Promise<ResourceInventory> {
  const hashes = new Map<string, string>();
  const at = `limit=${PAGE}&resourceVersion=${revision}&resourceVersionMatch=Exact`;
  let query = at;
  while (query !== "") {
    const page: Page = await read(api, `${path}?${query}`, pageSchema, clock);
    for (const item of page.items) {
      const { namespace = "", name } = item.metadata;
      hashes.set(`${namespace}/${name}`, hashOf(JSON.stringify(item)));
    }
    const next = page.metadata.continue ?? "";
    query = next === "" ? "" : `limit=${PAGE}&continue=${encodeURIComponent(next)}`;
  }
  const keys = [...hashes.keys()].toSorted();
  const byChance = keys.toSorted((a, b) => (hashOf(a) < hashOf(b) ? -1 : 1)).slice(0, SAMPLE);
  const sample = Object.fromEntries(byChance.map((key) => [key, hashes.get(key) ?? ""]));
  return { path, count: keys.length, names: hashOf(keys.join("\n")), sample };
}

async function read<Value>(
  api: LabApi,
  path: string,
  schema: z.ZodType<Value>,
  clock: Clock,
): Promise<Value> {
  let last = "no answer";
  for (let tries = 0; tries < TRIES; tries += 1) {
    const answer = await api.get(path);
    if (answer?.status === 200) return schema.parse(JSON.parse(answer.body));
    if (answer?.status === 410)
      throw new Error(`the API server has forgotten that revision: ${path}`);
    if (answer !== undefined) last = `${answer.status} ${answer.body.slice(0, 200)}`;
    await clock.sleep(TRY_AGAIN_MS);
  }
  throw new Error(`the API server does not list ${path}: ${last}`);
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
