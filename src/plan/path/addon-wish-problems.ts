import { compareAddons } from "./parts/addon-versions.ts";
import { seenAddons } from "./parts/seen-addons.ts";
import type { PathProblem } from "./path-problem.ts";
import type { PathRequest } from "./path.ts";

/** Add-ons that `target.addons` would take back. */
export function addonWishProblems({
  snapshot,
  target,
  facts,
}: PathRequest): readonly PathProblem[] {
  if (target.addons === undefined) return [];
  return seenAddons(snapshot, facts).addons.flatMap(({ name, version }) => {
    const wish = target.addons?.[name] ?? "";
    if (!/\d/.test(wish) || compareAddons(version, wish) <= 0) return [];
    return [
      {
        rule: "addon-downgrade" as const,
        why: `${name} runs ${version}, newer than ${wish}; no downgrade is ever a hop`,
        help: `choose ${version} or a later version in target.addons`,
      },
    ];
  });
}
