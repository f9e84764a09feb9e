import * as z from "zod";
import type { Data } from "./data.ts";

/** What one may do. Each lets one look as well; admin has them all, and gives them to others. */
export const RIGHTS = ["viewer", "operator", "approver", "admin"] as const;

export const rightSchema = z.enum(RIGHTS);

/** Who acts, as it was proved and never as it was said. */
export const identitySchema = z.strictObject({
  name: z.string().min(1).max(100),
  /** The owner of the private socket, or whoever holds a token. */
  by: z.enum(["socket", "token"]),
  rights: z.array(rightSchema),
  /** What approvals are asked of, like `sre` or `service-owner`. */
  groups: z.array(z.string()),
});

export type Right = Data<typeof rightSchema>;
export type Identity = Data<typeof identitySchema>;

/** Whether an identity may do what needs this right. */
export function hasRight({ rights }: Identity, right: Right): boolean {
  if (rights.includes("admin") || rights.includes(right)) return true;
  return right === "viewer" && rights.length > 0;
}
