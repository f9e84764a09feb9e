import * as z from "zod";
import type { Data, Json } from "../../model/data.ts";
import { outcomeSchema } from "../../model/outcome.ts";
import { PortError } from "../../ports/port-error.ts";
import { plainWords } from "./plain-words.ts";
import type { LookContext, MemberReference } from "../action.ts";

/**
 * What a script of a pack is told on stdin, as one line of JSON: one process, one look. It is asked to
 * decide first, and may read whatever it likes and change nothing; what it wants to do comes back as
 * deeds, is told to people, and is asked for deed by deed. Both may be asked twice.
 */
export type ScriptRequest =
  | (Asked & { readonly phase: "decide"; readonly mode: "look" | "putBack" })
  | (Asked & { readonly phase: "act"; readonly deed: ScriptDeed });

interface Asked {
  readonly protocol: 1;
  readonly action: string;
  readonly inputs: unknown;
  readonly context: LookContext;
  /** Null unless the action says `needsMember`. */
  readonly member: MemberReference | null;
}

const HOUR_MS = 3_600_000;
const MOST_DEEDS = 16;
const MOST_SAID = 500;
const MOST_MEMO_BYTES = 2_048;

/** A script that is looked at again at once would be looked at without end. */
const afterMs = z
  .number()
  .min(1_000)
  .max(24 * HOUR_MS);
/** Words go into records and onto terminals, and a program may write anything. */
const words = z.string().transform((text) => plainWords(text));
const [done, requeue, waiting, failed] = outcomeSchema.options;
const scriptOutcomeSchema = z.discriminatedUnion("kind", [
  done.extend({ summary: words }),
  requeue.extend({ afterMs, progress: words }),
  waiting.extend({ afterMs, for: words }),
  failed.extend({ why: words }),
]);

const deedSchema = z.strictObject({
  /** In words, for people and the record. */
  say: z
    .string()
    .min(1)
    .max(MOST_SAID)
    .transform((text) => plainWords(text, MOST_SAID)),
  /** Given back when it is to be done. */
  do: z.json().optional(),
});

const small = z
  .json()
  .refine(
    (value) => Buffer.byteLength(JSON.stringify(value)) <= MOST_MEMO_BYTES,
    `expected at most ${MOST_MEMO_BYTES / 1024} KiB as JSON`,
  );

/** What it answers on stdout when it was asked to decide. */
export const decisionSchema = z.strictObject({
  outcome: scriptOutcomeSchema,
  memo: small.default(null),
  deeds: z.array(deedSchema).max(MOST_DEEDS).default([]),
});

/** What it answers when a deed is done: an outcome stands in place of the decision's. */
export const actedSchema = z.strictObject({ outcome: scriptOutcomeSchema.optional() });

export type ScriptDeed = Data<typeof deedSchema>;
export type ScriptDecision = Data<typeof decisionSchema>;

/** What was written on stdout, as the schema has it. Throws a terminal `PortError` that says what is wrong. */
export function readAnswer<Schema extends z.ZodType>(
  schema: Schema,
  stdout: string,
): z.infer<Schema> {
  const parsed = schema.safeParse(dataOf(stdout));
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => [...path, message].join(": "));
  throw new PortError("terminal", `its answer is not of the protocol: ${wrong.join("; ")}`);
}

const SHOWN = 120;

function dataOf(stdout: string): Json {
  try {
    const data: Json = JSON.parse(stdout);
    return data;
  } catch {
    const shown = plainWords(stdout.replaceAll(/\s+/g, " ").trim(), SHOWN);
    throw new PortError(
      "terminal",
      shown === ""
        ? "it answered nothing: expected one JSON value on stdout"
        : `it answered something that is not one JSON value: ${shown}`,
    );
  }
}
