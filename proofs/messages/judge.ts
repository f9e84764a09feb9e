import type { Verdict } from "../prove.ts";
import type { Arrived } from "./arrivals.ts";
import { keyOf, type Expectations } from "./expectations.ts";
import type { ToldRun } from "./told-rollout.ts";

/** Channels with a key, or that can look: these show every message once. Teams has neither. */
const KEYED: readonly string[] = [
  "chat",
  "pager",
  "hook",
  "gathered",
  "status-page",
  "mail",
  "book",
];

/** Holds what arrived against what should have: nothing lost, nothing more than twice, keyed channels each once. */
export function judge(
  run: ToldRun,
  expected: Expectations,
  arrivals: () => ReadonlyMap<string, Arrived>,
): Verdict {
  const arrived = arrivals();
  const found = run.messaging.channels.map(({ name, kind }) => {
    const messages = expected.get(name) ?? [];
    const there = arrived.get(name) ?? { keys: [], shown: [] };
    const wanted = [...new Set(messages.map((message) => keyOf({ kind }, message)))];
    return {
      name,
      wanted,
      ...there,
      ...faultsOf(
        wanted,
        messages.flatMap(({ events }) => events),
        there,
      ),
    };
  });
  for (const { name, faults } of found) {
    for (const fault of faults) process.stderr.write(`${name}: ${fault}\n`);
  }
  const sum = (count: (of: (typeof found)[number]) => number): number =>
    found.reduce((total, of) => total + count(of), 0);
  const { fleetlift, restate } = run.killed;
  const repeats = found.map(({ name, keys }) => `${name} ${keys.length - new Set(keys).size}`);
  const shownTwice = sum(({ name, twice }) => (KEYED.includes(name) ? twice : 0));
  const [lost, moreThanTwice] = [sum((of) => of.lost), sum((of) => of.moreThanTwice)];
  const strange = sum((of) => of.strange);
  return {
    holds: run.done && lost === 0 && moreThanTwice === 0 && shownTwice === 0 && strange === 0,
    figures: `${fleetlift + restate} kills (${fleetlift} fleetlift, ${restate} Restate) in ${run.seconds} s, ${sum(({ wanted }) => wanted.length)} messages on ${found.length} channels, ${lost} lost, ${moreThanTwice} more than twice, ${shownTwice} shown twice on keyed channels, ${strange} that nothing stands for; handed over again: ${repeats.join(", ")}${run.done ? "" : "; the rollout did not come to its end"}`,
  };
}

interface Faults {
  readonly lost: number;
  readonly strange: number;
  readonly moreThanTwice: number;
  readonly twice: number;
  readonly faults: readonly string[];
}

function faultsOf(
  wanted: readonly string[],
  events: readonly string[],
  { keys, shown, events: told }: Arrived,
): Faults {
  // What is gathered has ids of its own: its events are looked for instead.
  const [all, there] = told === undefined ? [wanted, keys] : [[...new Set(events)], told];
  const lost = all.filter((key) => !there.includes(key));
  const strange = there.filter((key) => !all.includes(key));
  const often = (list: readonly string[], times: number): readonly string[] =>
    [...Map.groupBy(list, (key) => key)]
      .filter(([, same]) => same.length > times)
      .map(([key]) => key);
  const [moreThanTwice, twice] = [often(keys, 2), often(shown, 1)];
  return {
    lost: lost.length,
    strange: strange.length,
    moreThanTwice: moreThanTwice.length,
    twice: twice.length,
    faults: [
      ...lost.map((key) => `lost: ${key}`),
      ...strange.map((key) => `nothing stands for: ${key}`),
      ...moreThanTwice.map((key) => `more than twice: ${key}`),
      ...twice.map((key) => `shown twice: ${key}`),
    ],
  };
}
