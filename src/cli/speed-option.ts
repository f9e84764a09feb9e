import { InvalidArgumentError } from "commander";

/** A speed as people write it: how many times as fast as real time. */
export function speedOption(text: string): number {
  const value = Number(text);
  if (value >= 1 && value <= 10_000) return value;
  throw new InvalidArgumentError("Expected a number from 1 to 10000.");
}
