import type { Right } from "../../model/identity.ts";

/** What a change needs, by its path below the API's root; the first that matches holds. */
const CHANGES: readonly (readonly [RegExp, Right])[] = [
  [/^\/rollouts\/[^/]+\/approvals$/, "approver"],
  [/^\/rollouts\/[^/]+\/orders$/, "operator"],
  [/^\/apply$/, "operator"],
  [/^\/channels\/[^/]+\/test$/, "operator"],
];

/** What looking needs where it is more than looking. */
const LOOKS: readonly (readonly [RegExp, Right])[] = [[/^\/tokens$/, "admin"]];

/** The right that a request needs. A change that nobody thought of needs the highest. */
export function rightFor(method: string, path: string): Right {
  const isLook = method === "GET" || method === "HEAD";
  const [, right] = (isLook ? LOOKS : CHANGES).find(([form]) => form.test(path)) ?? [];
  return right ?? (isLook ? "viewer" : "admin");
}
