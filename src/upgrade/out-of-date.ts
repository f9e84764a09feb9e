import type { Hop } from "../model/plan.ts";
import { minorNumber } from "../model/version.ts";

/**
 * Why a plan's way does not begin where the cluster is now; undefined when it does, or when it
 * stands somewhere on the way, as after an attempt that failed. A control plane that somebody took
 * to a later minor than the plan's last would be called done at a version that it is not at; a
 * later patch is what providers do by themselves, and harms nothing (semantics 1: no downgrade).
 * `changed` is by whom, in words, when somebody else did it (I7).
 */
export function outOfDate(
  hops: readonly Hop[],
  controlPlane: string,
  changed = "",
): string | undefined {
  const last = hops.findLast(({ component }) => component === "control-plane");
  if (last === undefined || minorNumber(controlPlane) <= minorNumber(last.to)) return undefined;
  const who = changed === "" ? "" : ` (${changed})`;
  return `its control plane is at ${controlPlane} by now${who}, and this plan ends at ${last.to}: apply the rollout again to plan anew, or skip the cluster`;
}
