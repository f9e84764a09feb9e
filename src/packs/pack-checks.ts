import type { AddedCheck } from "../knowledge/added-check.ts";
import type { Pack } from "./read-pack.ts";

/** Kept by their pack: what a rule asks is read once for all clusters and all plans. */
const made = new WeakMap<Pack, readonly AddedCheck[]>();

/** The checks of a pack, as questions that every cluster is asked. */
export function packChecks(pack: Pack): readonly AddedCheck[] {
  const checks = made.get(pack) ?? pack.checks.map(({ document }) => addedCheck(pack, document));
  made.set(pack, checks);
  return checks;
}

function addedCheck(
  { name: pack }: Pack,
  { metadata, spec }: Pack["checks"][number]["document"],
): AddedCheck {
  const { level, when, why, help, breaking = false, url } = spec;
  return {
    id: `checks/${pack}/${metadata.name}`,
    name: `${pack}/${metadata.name}`,
    from: `pack ${pack}`,
    rule: { type: "CEL", cel: when },
    level,
    why,
    help,
    breaking,
    ...(url !== undefined && { url }),
  };
}
