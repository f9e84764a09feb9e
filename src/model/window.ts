import * as z from "zod";
import type { Data } from "./data.ts";
import { nameSchema } from "./names.ts";
import { selectorSchema } from "./rollout.ts";

/** In the order of ISO 8601: Monday is the first. */
export const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

const TIME_WORDS = 'expected a time of the day in quotes, like "09:00"';

const timeSchema = z
  .string({ error: TIME_WORDS })
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, TIME_WORDS)
  .describe("Time of the day, inside the window.");

const END_WORDS = `${TIME_WORDS}, or "24:00" for the end of the day`;

const endSchema = z
  .string({ error: END_WORDS })
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, END_WORDS)
  .describe("Time of the day, outside of the window; before the start it is of the day after.");

const timeZoneSchema = z.string().min(1).describe("IANA time zone, like Europe/Paris.");

/** When upgrades may start. It belongs to the day on which it opens (semantics 6). */
export const windowSchema = z
  .strictObject({
    days: z.array(z.enum(DAYS)).min(1).describe("Days on which it opens."),
    start: timeSchema,
    end: endSchema,
    timeZone: timeZoneSchema,
  })
  .describe("A time of the week in which upgrades may start.");

export const windowsSchema = z.array(windowSchema).min(1).describe("Any of them will do.");

const MOMENT_WORDS =
  'expected a day like "2026-12-18", or a time like "2026-12-18T18:00" or "2026-12-18T18:00:00Z"';

const momentSchema = z
  .string({ error: MOMENT_WORDS })
  .regex(
    /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/,
    MOMENT_WORDS,
  );

/** A time in which nothing new starts, however open its windows are. */
export const freezeSchema = z
  .strictObject({
    name: nameSchema,
    from: momentSchema.describe("Inside the freeze; a day begins at midnight."),
    until: momentSchema.describe("Outside of the freeze: until a day is until it begins."),
    timeZone: timeZoneSchema
      .optional()
      .describe("IANA time zone of days and of times without an offset."),
    selector: selectorSchema.optional(),
    clusters: z.array(nameSchema).min(1).optional().describe("Only these; left out, all."),
    reason: z.string().min(1),
    by: z.string().min(1).describe("Who set it."),
  })
  .describe("A time in which nothing new starts.");

export type Day = (typeof DAYS)[number];
export type Window = Data<typeof windowSchema>;
export type Freeze = Data<typeof freezeSchema>;
