import type { Hop } from "../../model/plan.ts";
import { minorOf } from "../../model/version.ts";
import type { Built } from "./build-instance.ts";
import { addonSupports } from "../../knowledge/look-up.ts";
import type { SeenAddon } from "./parts/addon-parts.ts";
import { compareAddons } from "./parts/addon-versions.ts";
import type { PathRequest } from "./path.ts";
import type { StartingPoint } from "./starting-point.ts";

/** What a reader of the plan should know besides the hops. */
export function notesOf(
  request: PathRequest,
  { emptyPools, selfDriven }: StartingPoint,
  built: Built,
  hops: readonly Hop[],
  to: string,
): readonly string[] {
  return [
    ...emptyPools.map((pool) => `node pool ${pool} has no nodes: nothing of it is moved`),
    ...selfDriven.map(
      ({ name }) =>
        `node pool ${name} is Karpenter's: it makes its nodes anew by itself after each hop of the control plane, so there is no hop of it`,
    ),
    ...built.notes,
    ...outsideAlready(built),
    ...notThere(request, built),
    ...passed(request, built, hops),
    ...unchecked(request, built, hops, to),
  ];
}

/** What changes with the versions that an add-on passes: of these a person has to know, whatever the cluster shows. */
function passed(
  { facts }: PathRequest,
  { addons }: Built,
  hops: readonly Hop[],
): readonly string[] {
  return addons.flatMap((addon) => {
    const end = endOf(addon, hops);
    return facts["addon-rules"]().flatMap(({ addon: of, since, says }) =>
      of === addon.known &&
      since !== undefined &&
      compareAddons(since, addon.version) > 0 &&
      compareAddons(since, end) <= 0
        ? [`${addon.name} passes ${since}: ${says}`]
        : [],
    );
  });
}

/** Where an add-on ends: where it is when it does not move. */
function endOf({ name, part, version }: SeenAddon, hops: readonly Hop[]): string {
  const last = hops.findLast(
    (hop) => hop.component === "addon" && hop.addon === name && hop.part === part,
  );
  return last?.to ?? version;
}

/** What stands outside of what is supported before anything moves: the plan does not make it so. */
function outsideAlready({ instance }: Built): readonly string[] {
  return instance.parts.flatMap(({ subject, beside }) => {
    const verdict = subject.kind === "addon" ? beside[0]?.[0] : undefined;
    return verdict === undefined
      ? []
      : [`${verdict.constraint.words}, which is not what it runs beside now`];
  });
}

function notThere({ target, snapshot }: PathRequest, { addons }: Built): readonly string[] {
  const seen = snapshot.facts?.addons.kind === "seen" ? snapshot.facts.addons.items : [];
  const names = new Set([...addons, ...seen].map(({ name }) => name));
  return Object.keys(target.addons ?? {})
    .toSorted()
    .filter((name) => !names.has(name))
    .map((name) => `target.addons names ${name}, which was not seen here: nothing of it is moved`);
}

/** Not known to work is not known to fail: it is said, and stops nothing. */
function unchecked(
  { facts }: PathRequest,
  { addons }: Built,
  hops: readonly Hop[],
  to: string,
): readonly string[] {
  const names = addons
    .map((addon) => ({ addon, version: endOf(addon, hops) }))
    .filter(
      ({ addon, version }) =>
        addonSupports(facts, addon.known, version, to).supported === "unknown",
    )
    .map(({ addon, version }) => `${addon.name} ${version}`);
  if (names.length === 0) return [];
  return [
    `not checked beside Kubernetes ${minorOf(to)}, because nothing is known: ${names.join(", ")}`,
  ];
}
