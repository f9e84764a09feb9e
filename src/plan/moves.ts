import type { Snapshot } from "../model/snapshot.ts";
import { minorNumber } from "../model/version.ts";
import type { Path } from "./path/path.ts";
import { newestOfMinor } from "./path/resolve-target.ts";

/** What moves, and what that rests upon. */
export type Moves = Omit<Extract<Path, { kind: "hops" }>, "kind" | "from">;

/** A second cluster is made at the target at once: nothing between is passed. Refused where the target is not to be had, or older. */
export function jump(
  { controlPlane, available }: Snapshot,
  target: string,
): Moves | { readonly refused: string; readonly help: string } {
  const from = withoutV(controlPlane.version);
  const offered = available.map(withoutV);
  const to = offered.includes(target) ? target : newestOfMinor(target, offered).versions[0];
  if (to === undefined || minorNumber(to) < minorNumber(from)) {
    const refused = `a second cluster of ${target} is not to be had from ${from}`;
    return { refused, help: `choose one of ${offered.join(", ")} in full` };
  }
  return {
    to,
    hops: [{ component: "control-plane", from, to }],
    notes: [],
    accepted: [],
    records: [],
    counts: [],
  };
}

function withoutV(version: string): string {
  return version.replace(/^v/, "");
}
