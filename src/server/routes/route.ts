import { z, type OpenAPIHono } from "@hono/zod-openapi";
import type { Data } from "../../model/data.ts";
import { nameSchema } from "../../model/names.ts";
import type { ApiEnv } from "../access/identify.ts";
import { problemSchema } from "../problem.ts";

/** The API as routes add themselves to it: each request knows who makes it. */
export type Api = OpenAPIHono<ApiEnv>;

/** Beside its own answer, every route may answer with a problem. */
export const problems = {
  default: {
    description: "What was wrong, in words",
    content: { "application/problem+json": { schema: problemSchema } },
  },
} as const;

/** A body of JSON, as zod-openapi wants it described. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { "application/json": { schema } } } as const;
}

/** The same for what we answer, which is read-only data. */
export function reply<Schema extends z.ZodType>(schema: Schema, description: string) {
  // The schema is the same; only the type that handlers must return is made read-only.
  return json(schema as unknown as z.ZodType<Data<Schema>>, description);
}

export const nameParam = z.object({
  name: nameSchema,
});

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;

export const pageQuery = z.object({
  after: z.string().default("").meta({ description: "the `next` of the page before" }),
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT),
});

/** A page of a list; `next` is empty on the last one. */
export function pageOf<Schema extends z.ZodType>(item: Schema) {
  return z.strictObject({ items: z.array(item), next: z.string() });
}

/** One page of items that are ordered by `nameOf`: those after the cursor, which is the last name of the page before. */
export function pageAfter<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  { after, limit }: z.infer<typeof pageQuery>,
): { readonly items: readonly Item[]; readonly next: string } {
  const rest = items.filter((item) => nameOf(item) > after);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return { items: page, next: rest.length > limit && last !== undefined ? nameOf(last) : "" };
}
