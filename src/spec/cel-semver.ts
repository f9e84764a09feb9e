import type { Environment } from "@marcbachmann/cel-js";

/** A version in an expression: its numbers. Words behind them are not ordered (semantics 1). */
class Semver {
  readonly numbers: readonly [number, number, number];

  constructor(numbers: readonly [number, number, number]) {
    this.numbers = numbers;
  }
}

/**
 * The functions of versions that Kubernetes' own CEL has, by the same names: `semver(text)` and of it
 * `isLessThan`, `isGreaterThan`, `compareTo`, `major`, `minor`, `patch`. A leading `v` and missing
 * numbers are allowed, as add-ons write them; text without a number fails the evaluation.
 */
export function registerSemver(environment: Environment): Environment {
  return environment
    .registerType("Semver", Semver)
    .registerFunction("semver(string): Semver", parse)
    .registerFunction("Semver.isLessThan(Semver): bool", (a, b) => order(a, b) < 0)
    .registerFunction("Semver.isGreaterThan(Semver): bool", (a, b) => order(a, b) > 0)
    .registerFunction("Semver.compareTo(Semver): int", (a, b) => BigInt(Math.sign(order(a, b))))
    .registerFunction("Semver.major(): int", ({ numbers }: Semver) => BigInt(numbers[0]))
    .registerFunction("Semver.minor(): int", ({ numbers }: Semver) => BigInt(numbers[1]))
    .registerFunction("Semver.patch(): int", ({ numbers }: Semver) => BigInt(numbers[2]));
}

function parse(text: string): Semver {
  const match = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-+.].*)?$/.exec(text);
  if (match === null) throw new Error(`"${text}" is no version`);
  const [, major = "0", minor = "0", patch = "0"] = match;
  return new Semver([Number(major), Number(minor), Number(patch)]);
}

function order(a: Semver, b: Semver): number {
  const [left, right] = [a.numbers, b.numbers];
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}
