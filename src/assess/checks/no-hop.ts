import type { AssessContext } from "../check.ts";

/** Why nothing of a way is asked: the control plane moves no minor. */
export function noHop({ from, hops }: AssessContext): string | undefined {
  return hops.length === 0 ? `the control plane stays at ${from}` : undefined;
}
