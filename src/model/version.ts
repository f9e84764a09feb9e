import * as z from "zod";

export { minorNumber, minorOf } from "./minor.ts";

const FULL = /^v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/;
const TARGET = /^v?(\d+)\.(\d+)(?:\.(\d+)(?:-([0-9A-Za-z.-]+))?)?$/;

const TARGET_WORDS = 'expected a version in quotes, like "1.36" (its newest patch) or "1.36.3"';

/** A version that something runs, like `1.34.4`; a leading `v` is accepted and dropped. */
export const versionSchema = z
  .string()
  .regex(FULL, "expected a version with patch, like 1.34.4")
  .transform(withoutV);

/** A version to go to: `1.36` (the newest patch to be had) or `1.36.3`. Numbers must be quoted: YAML reads 1.30 as 1.3. */
export const targetVersionSchema = z
  .string({ error: TARGET_WORDS })
  .regex(TARGET, TARGET_WORDS)
  .transform(withoutV);

export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** Pre-release words (`rc.1`, or a provider's tag like `gke.600`), if any. */
  readonly tag: string | undefined;
  /** Build words after `+`, if any. */
  readonly build: string | undefined;
}

function withoutV(text: string): string {
  return text.startsWith("v") ? text.slice(1) : text;
}

/** The parts of a full version, or undefined when the text is not one. */
export function parseVersion(text: string): Version | undefined {
  const match = FULL.exec(text);
  if (match === null) return undefined;
  const [, major, minor, patch, tag, build] = match;
  return { major: Number(major), minor: Number(minor), patch: Number(patch), tag, build };
}

/**
 * Order by major, minor and patch only: negative when `a` is older. Tags are not ordered here,
 * because their order is known for few (semantics 1); equal numbers compare as 0.
 */
export function compareVersions(a: string, b: string): number {
  const left = parseVersion(a);
  const right = parseVersion(b);
  if (left === undefined || right === undefined) return Number.NaN;
  return left.major - right.major || left.minor - right.minor || left.patch - right.patch;
}
