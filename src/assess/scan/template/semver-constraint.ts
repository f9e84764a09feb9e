/**
 * Whether a version meets a constraint as Helm's `semverCompare` reads it (Masterminds/semver, its
 * README): `>=1.19-0`, `^1.20`, `1.18 - 1.21`, `1.2x`, several by comma or space, alternatives by
 * `||`. Undefined when either is not understood.
 */
export function meetsConstraint(constraint: string, version: string): boolean | undefined {
  const parsed = PARTS.exec(version.trim());
  if (parsed === null) return undefined;
  const own = numbersOf(parsed);
  const results = constraint.split("||").map((all) => meetsAll(all, own));
  if (results.includes(undefined)) return undefined;
  return results.includes(true);
}

interface Version {
  /** A part that is left out or `x` is undefined. */
  readonly parts: readonly (number | undefined)[];
  readonly isBefore: boolean;
}

const PARTS = /^v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(-[\w.-]+)?(?:\+[\w.-]+)?$/;
const ONE = /^(=|==|!=|>=|=>|<=|=<|>|<|~>|~|\^)?\s*(\S+)$/;

function numbersOf([, major, minor, patch, before]: RegExpExecArray): Version {
  const parts = [major, minor, patch].map((part) =>
    part === undefined || /[xX*]/.test(part) ? undefined : Number(part),
  );
  return { parts, isBefore: before !== undefined };
}

function meetsAll(all: string, own: Version): boolean | undefined {
  const ranges = all.trim().replaceAll(/(\S+)\s+-\s+(\S+)/g, ">=$1,<=$2");
  // An operator may stand apart from its version.
  const each = ranges.replaceAll(/([=!<>~^])\s+/g, "$1").split(/[\s,]+/);
  const results = each.filter((one) => one !== "").map((one) => meetsOne(one, own));
  if (results.includes(undefined)) return undefined;
  return !results.includes(false);
}

function meetsOne(one: string, own: Version): boolean | undefined {
  const match = ONE.exec(one);
  const parsed = PARTS.exec(match?.[2] ?? "");
  if (match === null || parsed === null) return undefined;
  const bound = numbersOf(parsed);
  const order = compare(own, bound);
  switch (match[1] ?? "=") {
    case ">":
      return order > 0;
    case "<":
      return order < 0;
    case ">=":
    case "=>":
      return order >= 0;
    case "<=":
    case "=<":
      return order <= 0;
    case "!=":
      return order !== 0;
    case "~":
    case "~>":
      return order >= 0 && compare(own, { ...bound, parts: bound.parts.slice(0, 2) }, true) === 0;
    case "^":
      return order >= 0 && own.parts[0] === (bound.parts[0] ?? own.parts[0]);
    default:
      return order === 0;
  }
}

/** A part that the bound leaves out is met by any. What is before a release stands before it. */
function compare(own: Version, bound: Version, numbersOnly = false): number {
  for (const [index, written] of bound.parts.entries()) {
    const part = written ?? (bound.isBefore ? 0 : undefined);
    if (part === undefined) return 0;
    const difference = (own.parts[index] ?? 0) - part;
    if (difference !== 0) return difference;
  }
  // `1.19-0` says no patch, and means the first of what leads to 1.19.0.
  return numbersOnly ? 0 : Number(bound.isBefore) - Number(own.isBefore);
}
