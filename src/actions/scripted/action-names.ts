/** What the expressions of a pack's action may name. */
export const ACTION_NAMES = ["inputs", "context", "member", "env"] as const;
