import type { Deadlines, Plan, Shape } from "../../model/plan.ts";
import { minorNumber } from "../../model/version.ts";
import { counted, durationRange } from "./plan-words.ts";

/** What ends, of which shapes. */
export interface DeadlineReport {
  readonly about: "support" | "way back";
  readonly shapes: readonly string[];
  readonly words: string;
}

/** When support ends, and until when there is a way back: each said once, with the shapes that it is true of. */
export function deadlinesOfPlan({ shapes, stages }: Plan): readonly DeadlineReport[] {
  const providers = new Map(
    stages.flatMap(({ clusters }) => clusters.map(({ shape, provider }) => [shape, provider])),
  );
  const all = Object.entries(shapes).flatMap(([name, shape]) => [
    ...supportWords(shape.deadlines).map((words) => ({ about: "support" as const, name, words })),
    ...wayBackWords(shape, providers.get(name) ?? "the provider").map((words) => ({
      about: "way back" as const,
      name,
      words,
    })),
  ]);
  return (["support", "way back"] as const).flatMap((about) =>
    [
      ...Map.groupBy(
        all.filter((each) => each.about === about),
        ({ words }) => words,
      ),
    ].map(([words, list]) => ({ about, shapes: list.map(({ name }) => name), words })),
  );
}

function supportWords({ support = [] }: Deadlines = {}): readonly string[] {
  const ends = support.map(({ minor, standardOn, extendedOn }) => {
    const longer = ["none", "unknown"].includes(extendedOn) ? "" : `, extended until ${extendedOn}`;
    return `${minor} until ${standardOn}${longer}`;
  });
  return ends.length === 0 ? [] : [ends.join("; ")];
}

/** An upgrade is taken back by the provider, if at all; a second cluster by the first, as long as it is there. */
function wayBackWords({ hops, steps, deadlines }: Shape, provider: string): readonly string[] {
  const retire = steps.findIndex(({ uses }) => uses === "cluster.retire");
  if (retire !== -1) {
    const soakMs = Math.max(
      0,
      ...steps.slice(0, retire).map((step) => Number(step.with["forMs"] ?? 0)),
    );
    const soak =
      soakMs === 0 ? "" : `, after a soak of ${durationRange({ p50Ms: soakMs, p90Ms: soakMs })}`;
    return [`the first cluster can take over again until step ${retire + 1} retires it${soak}`];
  }
  const climbs = hops.filter(({ component }) => component === "control-plane");
  const last = steps.findLastIndex(({ uses }) => uses === "control-plane.upgrade");
  if (climbs.length === 0 || last === -1) return [];
  const back = deadlines?.back;
  if (back === undefined)
    return [`none: ${provider} takes no control plane back to an older minor`];
  const minors = climbs.reduce((sum, { from, to }) => sum + minorNumber(to) - minorNumber(from), 0);
  const only = back.onlyIf === undefined ? "" : `, and only if ${back.onlyIf}`;
  const rest = minors > back.minors ? ` of ${minors}` : "";
  const what = `the last ${back.minors === 1 ? "minor" : counted(back.minors, "minor")}${rest}`;
  return [
    `${provider} takes ${what} back until ${counted(back.days, "day")} after step ${last + 1}${only}`,
  ];
}
