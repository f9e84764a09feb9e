import type * as z from "zod";

/** A value and all it holds, read-only: data is never changed in place, only replaced. */
export type DeepReadonly<T> = T extends (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

/** What a schema accepts after parsing, as read-only data. */
export type Data<Schema extends z.ZodType> = DeepReadonly<z.infer<Schema>>;

/** Any JSON value, for what passes through us unread (an action's memo, a tool's body). */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };
