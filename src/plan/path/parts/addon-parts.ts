import type { Facts } from "../../../knowledge/knowledge.ts";
import { remembered } from "../../../knowledge/remembered.ts";
import type { AddonFacts } from "../../../model/cluster-facts.ts";
import type {
  Between,
  Constraint,
  Edge,
  Part,
  Relaxation,
  Subject,
  Verdict,
} from "../search/instance.ts";
import { addonVerdict, type Accepts, type KnownAddon } from "./addon-verdict.ts";
import {
  addonMinor,
  candidates,
  compareAddons,
  knownVersions,
  minorsMoved,
} from "./addon-versions.ts";
import type { ServerWay } from "./pool-parts.ts";

/** An add-on that was seen, each part of it at the oldest version that runs. */
export interface SeenAddon extends KnownAddon {
  readonly part: Exclude<AddonFacts["part"], "proxies">;
  readonly version: string;
  /** Of a mesh whose proxies were seen. */
  readonly proxies: string | undefined;
}

/** Where an add-on goes; `free` only where the way needs it. */
export type Wish =
  | { readonly kind: "free" }
  | { readonly kind: "keep" }
  | { readonly kind: "at"; readonly version: string };

/** Parts that hold each other, with the indices of `between` counted from the first of them. */
export interface Parts {
  readonly parts: readonly Part[];
  readonly between: readonly Between[];
}

/** Add-ons that are meshes even where only one part of them is seen. */
const MESHES: ReadonlySet<string> = new Set(["istio", "linkerd"]);

/** The parts of one add-on: itself, and the proxies of a mesh that follow it. */
export function addonParts(
  facts: Facts,
  addon: SeenAddon,
  wish: Wish,
  way: ServerWay,
  accepts: Accepts,
): Parts {
  const { name, known, part, version } = addon;
  const wished = wish.kind === "at" ? wish.version : undefined;
  const versions = [version, ...candidates(facts, known, version, wished)];
  const mesh = part === "control-plane" || MESHES.has(name);
  const own: Part = {
    subject: { kind: "addon", addon: name, part, mesh },
    weight: 1,
    versions,
    edges: edgesOf(facts, addon, versions, wish),
    beside: way.map((server) =>
      versions.map((each) => addonVerdict(facts, addon, each, server, accepts)),
    ),
    goal: goalsOf(name, versions, wish),
    follows: false,
  };
  if (addon.proxies === undefined) return { parts: [own], between: [] };
  const following = proxyVersions(addon.proxies, versions);
  return {
    parts: [own, proxiesPart(name, following)],
    between: [proxiesBetween(facts, name, versions, following)],
  };
}

/** The same parts, with the add-on to end at one of its versions. */
export function endingAt({ parts, between }: Parts, version: string): Parts {
  return {
    parts: parts.map((part) =>
      part.subject.kind === "addon" && part.subject.part !== "proxies"
        ? { ...part, goal: goalsOf(part.subject.addon, part.versions, { kind: "at", version }) }
        : part,
    ),
    between,
  };
}

function goalsOf(name: string, versions: readonly string[], wish: Wish): Part["goal"] {
  if (wish.kind !== "at") return [];
  const id = `target/${name}`;
  const words = `${name} is to end at ${wish.version}`;
  const verdict = against(id, words, [], { kind: "other-target", addon: name });
  return versions.map((each) => (compareAddons(each, wish.version) === 0 ? undefined : verdict));
}

function edgesOf(
  facts: Facts,
  { name, known }: KnownAddon,
  versions: readonly string[],
  wish: Wish,
): readonly Edge[] {
  return stepsOf(facts, name, known, versions).map(({ from, verdicts, ...step }) => ({
    ...step,
    from,
    verdicts: from === 0 && wish.kind === "keep" ? [kept(name), ...verdicts] : verdicts,
  }));
}

/** Every step up from one version to another. */
const stepsOf = remembered(
  (name: string, known: string, versions: readonly string[]) =>
    `${name} ${known} ${versions.join(" ")}`,
  (facts, name, known, versions): readonly Edge[] => {
    const rule = stepRule(facts, known);
    const all = knownVersions(facts, known);
    const minorOfEach = versions.map(addonMinor);
    return versions.flatMap((older, from) =>
      versions.slice(from + 1).map((newer, index): Edge => {
        const to = from + 1 + index;
        const minors = minorsMoved(older, newer, all);
        const age = minorOfEach.slice(to + 1).filter((each) => each === minorOfEach[to]).length;
        const verdicts = tooFar(name, older, newer, minors, rule);
        return { from, to, risk: Math.max(0, minors - 1), age, verdicts };
      }),
    );
  },
);

function kept(addon: string): Verdict {
  const words = `target.addons says keep for ${addon}`;
  return against(`keep/${addon}`, words, [], { kind: "let-move", addon });
}

interface StepRule {
  readonly minors: number;
  readonly record: string;
}

/** How many minors an add-on may move at once; of several ways to upgrade it, the narrowest, which is in place. */
export function stepRule(facts: Facts, known: string): StepRule | undefined {
  return facts["addon-rules"]()
    .flatMap(({ id, addon, minorsAtOnce: minors }) =>
      addon === known && minors !== undefined ? [{ minors, record: id }] : [],
    )
    .toSorted((a, b) => a.minors - b.minors)
    .find(() => true);
}

function tooFar(
  name: string,
  older: string,
  newer: string,
  minors: number,
  rule: StepRule | undefined,
): readonly Verdict[] {
  if (rule === undefined || minors <= rule.minors) return [];
  const at = rule.minors === 1 ? "one minor" : `${rule.minors} minors`;
  const verdict = against(`steps/${name}`, `${name} moves ${at} at a time`, [rule.record]);
  return [{ ...verdict, name: `steps/${name}/${older}/${newer}` }];
}

function proxyVersions(proxies: string, mesh: readonly string[]): readonly string[] {
  return [proxies, ...mesh.filter((version) => compareAddons(version, proxies) > 0)];
}

function proxiesPart(addon: string, versions: readonly string[]): Part {
  const subject: Subject = { kind: "addon", addon, part: "proxies", mesh: true };
  const edges = versions.flatMap((_, from) =>
    versions.slice(from + 1).map((__, index) => ({
      from,
      to: from + 1 + index,
      risk: 0,
      age: 0,
      verdicts: [],
    })),
  );
  return { subject, weight: 1, versions, edges, beside: [], goal: [], follows: true };
}

/** Proxies may be one minor behind their control plane and never ahead; they end with it where it moved. */
function proxiesBetween(
  facts: Facts,
  name: string,
  mesh: readonly string[],
  proxies: readonly string[],
): Between {
  const records = facts["addon-rules"]()
    .map(({ id }) => id)
    .filter((id) => id === `addon-rules/${name}/proxies`);
  const lag = `proxies of ${name} may be one minor behind its control plane, and never ahead`;
  const end = `proxies of ${name} end at the version of its control plane`;
  return {
    first: 0,
    second: 1,
    always: mesh.map((server) =>
      proxies.map((proxy) => {
        const behind = minorsMoved(proxy, server, mesh);
        const isAhead = compareAddons(proxy, server) > 0;
        if (!isAhead && behind <= 1) return undefined;
        const verdict = against(`proxies/${name}`, lag, records);
        return { ...verdict, name: `proxies/${name}/${server}/${proxy}` };
      }),
    ),
    atEnd: mesh.map((server, index) =>
      proxies.map((proxy) =>
        index === 0 || compareAddons(proxy, server) === 0
          ? undefined
          : against(`proxies/${name}/end`, end, []),
      ),
    ),
  };
}

function against(
  id: string,
  words: string,
  records: readonly string[],
  relaxation?: Relaxation,
): Verdict {
  const constraint: Constraint = { id, words, records };
  return { name: id, constraint, ...(relaxation === undefined ? {} : { relaxation }) };
}
