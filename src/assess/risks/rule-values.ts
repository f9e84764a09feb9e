import { toCel, toLazyCel } from "../../spec/cel.ts";
import type { ClusterFacts } from "../../model/cluster-facts.ts";
import type { Provider } from "../../model/fleet.ts";
import { once } from "../../knowledge/knowledge.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { minorNumber } from "../../model/version.ts";

/** What the rules of one cluster's risks are asked about; made once for all of them. */
export interface RuleValues {
  /** By the names that an expression may use: `facts`, `cluster` and `target`. Made when a rule is first evaluated. */
  readonly values: () => Readonly<Record<string, unknown>>;
  /** Part by part; undefined where only the versions were looked at. */
  readonly parts: ClusterFacts | undefined;
}

/**
 * The values for the rules of one cluster. `facts` has a list for each part that was seen, and no
 * field for one that was not, so that what asks for it fails. What no rule asks for is never put into
 * the form of expressions, which would cost more than all rules.
 */
export function ruleValues(
  snapshot: Snapshot,
  provider: Provider["kind"],
  to: string | undefined,
): RuleValues {
  return { values: once(() => valuesOf(snapshot, provider, to)), parts: snapshot.facts };
}

function valuesOf(
  snapshot: Snapshot,
  provider: Provider["kind"],
  to: string | undefined,
): Readonly<Record<string, unknown>> {
  const facts = {};
  for (const [name, part] of Object.entries(snapshot.facts ?? {})) {
    if (part.kind !== "seen") continue;
    Object.defineProperty(facts, name, {
      enumerable: true,
      get: once(() => toLazyCel(part.items)),
    });
  }
  const { version } = snapshot.controlPlane;
  return {
    facts,
    cluster: toCel({
      name: snapshot.cluster,
      provider,
      version,
      minor: minorNumber(version),
      pools: snapshot.pools.map(({ name, dialect, size, nodes }) => ({
        name,
        dialect,
        size,
        versions: [...new Set(nodes.flatMap(({ kubeletVersion }) => kubeletVersion ?? []))],
      })),
    }),
    target: toCel(to === undefined ? {} : { version: to, minor: minorNumber(to) }),
  };
}
