import * as z from "zod";

/**
 * What travels to a key. It may have been written by an earlier build, so new fields are optional.
 * `tries` counts how often the message was begun anew after a failed effect.
 */
export const Envelope = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("message"),
    message: z.unknown(),
    /** Whether somebody waits for the answer. */
    waits: z.boolean(),
    tries: z.int().optional(),
  }),
  z.object({
    kind: z.literal("tick"),
    /** The timer that it belongs to: of any other it does nothing. */
    generation: z.string(),
    tries: z.int().optional(),
  }),
]);
export type Envelope = z.infer<typeof Envelope>;

/** A key's one timer, as it stands in the key's state. */
export const Timer = z.object({ generation: z.string(), dueAtMs: z.number() });
export type Timer = z.infer<typeof Timer>;

/** Name of the timer in a key's state. Objects cannot use names with `$`. */
export const TIMER = "$timer";
/** The one handler that every object has, so that lists of handlers are the same in every build. */
export const HANDLER = "on";
