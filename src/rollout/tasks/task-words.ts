import { formatDuration } from "../../model/duration.ts";
import type { TaskState } from "../../model/rollout-state.ts";
import { momentWords } from "../../plan/windows/window-words.ts";
import { many } from "../words.ts";
import type { PlaceOf, TaskPlace } from "./task-place.ts";

/** `before stage production`, or after it. */
export const sideWords = ({ side, stageName }: TaskPlace): string => `${side} stage ${stageName}`;

/** `sre or service-owner`. */
export const rolesWords = (roles: readonly string[]): string => roles.join(" or ");

/** `Thu 2026-11-26 09:00 UTC`. */
export const timeWords = (atMs: number): string => momentWords(atMs, "UTC");

/** What a task is, without where it stands. */
export function taskName(at: TaskPlace): string {
  switch (at.kind) {
    case "approval":
      return `${many(at.planned.quorum, "approval")} from ${rolesWords(at.planned.roles)}`;
    case "timed-wait":
      return `a wait of ${formatDuration(at.planned.waitMs)}`;
    case "scheduled-start":
      return `a start not before ${timeWords(at.planned.atMs)}`;
    case "gate":
      return `gate ${at.planned.use}`;
    case "workflow":
      return `workflow ${at.planned.use}`;
    case "notify":
      return `a message to ${at.planned.audience}`;
  }
}

/** How many approvals of this round there are, and whose: `1 of 2 given (ben as sre)`. */
export function givenWords(
  { planned }: PlaceOf<"approval">,
  { approvals = [] }: TaskState,
): string {
  const whose = approvals.map(({ actor, role }) => `${actor} as ${role}`).join(", ");
  return `${approvals.length} of ${planned.quorum} given${whose === "" ? "" : ` (${whose})`}`;
}

/** When the round of an approval ends; undefined without an expiry. */
export function expiresAtMs(
  { planned }: PlaceOf<"approval">,
  { openedAtMs }: TaskState,
): number | undefined {
  return planned.expiresAfterMs === undefined ? undefined : openedAtMs + planned.expiresAfterMs;
}

/** `, asked anew at Thu 2026-11-26 09:00 UTC`, or nothing without an expiry. */
export function expiryWords(untilMs: number | undefined): string {
  return untilMs === undefined ? "" : `, asked anew at ${timeWords(untilMs)}`;
}
