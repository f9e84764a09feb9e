import * as z from "zod";

/** Lists and maps of Kubernetes may be left out or `null`; both mean empty. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);
}

export const textMapSchema = z
  .record(z.string(), z.string())
  .nullish()
  .transform((map) => map ?? {});

/** A number of things, or nothing, which is none. */
export const countSchema = z
  .number()
  .nullish()
  .transform((count) => Math.max(0, Math.round(count ?? 0)));

export const textSchema = z
  .string()
  .nullish()
  .transform((text) => text ?? "");

const ownerSchema = z.object({
  kind: z.string(),
  name: z.string(),
  controller: z.boolean().nullish(),
});

/** What is read of any object's metadata. */
export const metadataSchema = z.object({
  name: z.string(),
  namespace: textSchema,
  labels: textMapSchema,
  annotations: textMapSchema,
  ownerReferences: listOf(ownerSchema),
});

export type Metadata = z.infer<typeof metadataSchema>;

export const selectorSchema = z.object({
  matchLabels: textMapSchema,
  matchExpressions: listOf(
    z.object({
      key: z.string(),
      operator: z.enum(["In", "NotIn", "Exists", "DoesNotExist"]),
      values: listOf(z.string()),
    }),
  ),
});

export type ReadSelector = z.infer<typeof selectorSchema>;

/** Who makes it again when it is gone; undefined when nobody does. */
export function controllerOf({ ownerReferences }: Pick<Metadata, "ownerReferences">) {
  return ownerReferences.find(({ controller }) => controller === true);
}

/** `namespace/name`, or the name alone where there is no namespace. */
export function fullName({ namespace, name }: Pick<Metadata, "namespace" | "name">): string {
  return namespace === "" ? name : `${namespace}/${name}`;
}

/** Orders by namespace and name, as lists of Kubernetes are. */
export function byFullName<Item extends { readonly namespace: string; readonly name: string }>(
  a: Item,
  b: Item,
): number {
  const [left, right] = [`${a.namespace}/${a.name}`, `${b.namespace}/${b.name}`];
  return left < right ? -1 : Number(left > right);
}
