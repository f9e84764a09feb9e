import * as z from "zod";
import type { Data } from "../../model/data.ts";
import type { Outcome } from "../../model/outcome.ts";
import { celFault } from "../../spec/cel.ts";
import type { Decision, LookContext } from "../action.ts";

/** Variables of the server's environment that a plan may name; all others are out of its reach. */
export const SECRET_PREFIX = "FLEETLIFT_SECRET_";

const celSchema = z
  .string()
  .min(1)
  .superRefine((expression, context) => {
    const fault = celFault(expression, ["response"]);
    if (fault !== undefined) context.addIssue({ code: "custom", message: fault });
  });

const secretSchema = z
  .string()
  .regex(
    /^FLEETLIFT_SECRET_[A-Z0-9_]+$/,
    `expected the name of a variable that begins with ${SECRET_PREFIX}, like ${SECRET_PREFIX}CHANGES`,
  );

export const httpInput = z.strictObject({
  method: z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]).default("GET"),
  url: z.url({ protocol: /^https?$/, error: "expected an address, like https://example.com/api" }),
  headers: z.record(z.string(), z.string()).default({}),
  /** Headers by the variables of the server's environment that hold them whole: no secret stands in a plan. */
  secretHeaders: z.record(z.string(), secretSchema).default({}),
  /** Text is sent as it is, anything else as JSON. */
  body: z.json().optional(),
  /** CEL over response (status, headers, body): it is done when this holds; left out, any 2xx is. */
  doneIf: celSchema.optional(),
  /** CEL over response: it is looked at again while this holds. */
  waitIf: celSchema.optional(),
  /** How long until then. */
  everyMs: z.int().min(1_000).default(30_000),
  /** Of one call. */
  timeoutMs: z.int().min(1).max(30_000).default(20_000),
  /** Header that carries a key which is the same in every look of the step. */
  idempotencyHeader: z.string().min(1).optional(),
});

export type HttpInput = Data<typeof httpInput>;

/** Makes the call. */
export type CallDeed = { readonly kind: "call"; readonly method: string; readonly url: string };

/** What was seen: what a call that only looks was answered, and of any other nothing yet. */
export type HttpSeen = { readonly outcome: Outcome | undefined };

export const looksOnly = ({ method }: HttpInput): boolean => method === "GET" || method === "HEAD";

/** A call that only looks has said what is so; any other is a deed, told before it is made. */
export function decideHttpCall(
  { outcome }: HttpSeen,
  { method, url }: HttpInput,
  { memo }: LookContext,
): Decision<CallDeed> {
  if (outcome !== undefined) return { deeds: [], outcome, memo };
  return {
    deeds: [{ kind: "call", method, url }],
    // Stands only until the answer has come, which says more.
    outcome: { kind: "done", summary: `${method} ${url}` },
    memo,
  };
}
