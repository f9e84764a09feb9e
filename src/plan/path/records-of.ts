import { addonSupports } from "../../knowledge/look-up.ts";
import type { Hop } from "../../model/plan.ts";
import { stepRule } from "./parts/addon-parts.ts";
import { knownAs } from "./parts/addon-versions.ts";
import type { PathRequest } from "./path.ts";
import type { Verdict } from "./search/instance.ts";

/** Ids of the records that the hops rest upon, and of those that say something against what is accepted. */
export function recordsOf(
  request: PathRequest,
  hops: readonly Hop[],
  taken: readonly Verdict[],
): readonly string[] {
  const ids = [
    ...hops.flatMap((hop) => recordsOfHop(request, hop)),
    ...recordsOfAddons(request),
    ...taken.flatMap(({ constraint }) => constraint.records),
  ];
  return [...new Set(ids)].toSorted();
}

/** An add-on that stays does so because its records let it. */
function recordsOfAddons({ facts, snapshot }: PathRequest): readonly string[] {
  const seen = snapshot.facts?.addons;
  if (seen?.kind !== "seen") return [];
  return seen.items.flatMap(({ name, version }) =>
    addonSupports(facts, knownAs(facts, name, version), version, "").records.map(({ id }) => id),
  );
}

function recordsOfHop({ facts, provider }: PathRequest, hop: Hop): readonly string[] {
  const limits = facts
    .skew()
    .filter((record) => record.provider === provider)
    .map(({ id }) => id);
  switch (hop.component) {
    case "control-plane":
      return ["skew/apiserver-no-skip", ...limits];
    case "node-pool":
      return ["skew/kubelet", ...limits];
    case "addon": {
      const known = knownAs(facts, hop.addon, hop.from);
      const rule = stepRule(facts, known);
      const rows = [hop.from, hop.to].flatMap((version) =>
        addonSupports(facts, known, version, "").records.map(({ id }) => id),
      );
      return [...rows, ...(rule === undefined ? [] : [rule.record])];
    }
  }
}
