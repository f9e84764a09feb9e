import type { Context } from "hono";
import * as z from "zod";

const fieldErrorSchema = z.strictObject({
  /** Which document, like `Rollout kubernetes-1-36`; left out when it is the request itself. */
  document: z.string().optional(),
  /** The field in it, like `spec.stages[0].selector`. */
  path: z.string(),
  detail: z.string(),
});

export type FieldError = z.infer<typeof fieldErrorSchema>;

/** What every error of the API looks like: problem details (RFC 9457), with what would help. */
export const problemSchema = z
  .strictObject({
    type: z.literal("about:blank"),
    status: z.int(),
    title: z.string(),
    detail: z.string(),
    help: z.string(),
    /** Every field that is wrong: of the request, or of a document that it holds. */
    errors: z.array(fieldErrorSchema).optional(),
  })
  .meta({ id: "Problem", description: "An error, in words (RFC 9457)." });

export type Problem = z.infer<typeof problemSchema>;

const TITLES = {
  400: "Wrong input",
  401: "Not proved",
  403: "Not allowed",
  404: "Not found",
  409: "Not now",
  500: "Internal error",
  503: "Cannot be reached",
} as const;

/** A request that is refused, in words. Thrown by what serves a request; answered as a problem. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly problem: Problem;

  constructor(
    status: keyof typeof TITLES,
    detail: string,
    help: string,
    errors?: readonly FieldError[],
  ) {
    super(detail);
    this.problem = {
      type: "about:blank",
      status,
      title: TITLES[status],
      detail,
      help,
      ...(errors === undefined ? {} : { errors: [...errors] }),
    };
  }
}

/** Answers whatever was thrown as a problem; what nobody foresaw is a 500 with its message only. */
export function answerProblem(error: unknown, context: Context): Response {
  const refusal =
    error instanceof Refusal
      ? error
      : new Refusal(500, error instanceof Error ? error.message : String(error), "");
  return context.body(
    JSON.stringify(refusal.problem),
    // The literal keys of TITLES are the only statuses that a Refusal can have.
    refusal.problem.status as keyof typeof TITLES,
    { "content-type": "application/problem+json" },
  );
}

/** The fields that a schema refused, as the API tells them. */
export function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.map((issue) => ({
    path: issue.path.map(String).join("."),
    detail: issue.message,
  }));
}
