import type { Json } from "../../model/data.ts";
import type { LookContext, MemberReference, Openers } from "../action.ts";

/** Opens what an action asks for of its cluster; null when it asks for nothing. */
export function openReference(
  needsMember: boolean | undefined,
): (openers: Openers) => Promise<MemberReference | null> {
  return ({ openReference: open }) => (needsMember === true ? open() : Promise.resolve(null));
}

/** What expressions see: everything but secrets. */
export function variablesOf(
  inputs: unknown,
  context: LookContext,
  member: MemberReference | null,
): Readonly<Record<string, Json>> {
  // JSON all of it: inputs passed a JSON Schema, the rest is made of JSON.
  return { inputs, context, member } as unknown as Readonly<Record<string, Json>>;
}
