/**
 * The folders of `src/` from the words at the top to the command line at the bottom (design,
 * section 4). A folder imports only from itself and from folders above it.
 */
export const LAYERS = [
  "model",
  "spec",
  "knowledge",
  "gates",
  "assess",
  "plan",
  "rollout",
  "upgrade",
  "report",
  "audit",
  "messages",
  "ports",
  "world",
  "observe",
  "actions",
  "host",
  "drivers",
  "packs",
  "engine",
  "simulate",
  "server",
  "cli",
] as const;

/** Stands outside of the order: everything but the pure folders may use it. */
export const OUTSIDE = "platform";

/** Decisions: no await, no clock, no randomness, no environment, no logs. */
export const PURE = [
  "model",
  "spec",
  "knowledge",
  "gates",
  "assess",
  "plan",
  "rollout",
  "upgrade",
  "report",
  "audit",
  "messages",
  "world",
] as const;

/** Files elsewhere that decide, and are held to the same. */
export const PURE_FILES = /\/decide(-[a-z-]+)?\.ts$/;

/**
 * Upward imports that the order allows by name, with the reason. The list may only shrink; one that
 * is not needed any more fails the test.
 */
export const UPWARD_IMPORTS: readonly {
  readonly from: string;
  readonly to: string;
  readonly why: string;
}[] = [];

/** Files that break another rule, with the reason. The list may only shrink. */
export const EXCEPTIONS: readonly {
  readonly file: string;
  readonly rule: string;
  readonly why: string;
}[] = [
  {
    file: "src/model/hash.ts",
    rule: "pure-imports",
    why: "SHA-256 of node:crypto is a pure function",
  },
];
