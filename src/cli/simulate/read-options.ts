import * as z from "zod";
import { durationSchema } from "../../model/duration.ts";
import { type Faults, parseFaults } from "../../simulate/faults/fault-kinds.ts";
import type { ApiOptions } from "../api-client.ts";
import { exitCodes } from "../exit-codes.ts";
import { UserError } from "../user-error.ts";

export interface SimulateOptions extends ApiOptions {
  readonly filename?: readonly string[];
  readonly world?: string;
  readonly faults: string;
  readonly runs: string;
  readonly seed: string;
  readonly approveAfter: string;
  readonly start?: string;
  readonly story?: boolean;
  readonly output?: "json" | "yaml";
}

export interface Asked {
  readonly faults: Faults;
  readonly runs: number;
  readonly seed: number;
  readonly approveAfterMs: number;
  readonly startMs: number | undefined;
}

const MOST_RUNS = 100_000;
const MOST_SEED = 2 ** 31;

export function readOptions(options: SimulateOptions): Asked {
  return {
    faults: faultsOf(options.faults),
    runs: wholeNumber("--runs", options.runs, 1, MOST_RUNS),
    seed: wholeNumber("--seed", options.seed, 0, MOST_SEED),
    approveAfterMs: durationOf(options.approveAfter),
    startMs: options.start === undefined ? undefined : timeOf(options.start),
  };
}

function faultsOf(text: string): Faults {
  try {
    return parseFaults(text);
  } catch (error) {
    if (error instanceof RangeError) throw wrong("--faults", error.message);
    throw error;
  }
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw wrong(name, `expected a whole number from ${least} to ${most}, got "${text}"`);
}

function durationOf(text: string): number {
  const parsed = durationSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw wrong("--approve-after", `expected a duration, like 90s, 30m or 1h30m, got "${text}"`);
}

function timeOf(text: string): number {
  if (z.iso.datetime({ offset: true }).safeParse(text).success) return Date.parse(text);
  throw wrong("--start", `expected a time with its zone, like 2026-11-23T08:00:00Z, got "${text}"`);
}

function wrong(name: string, words: string): UserError {
  return new UserError(`${name}: ${words}`, "fleetlift simulate --help", exitCodes.wrongInput);
}
