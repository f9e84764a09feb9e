import type { Plan } from "../../model/plan.ts";
import { freezeWords, windowWords } from "../windows/window-words.ts";
import { windowFit } from "./window-fit.ts";

/** When some clusters may start, in words, and whether they end before it is over. */
export interface CalendarReport {
  readonly clusters: readonly string[];
  readonly words: string;
  readonly fit: readonly string[];
}

/** The windows and freezes of a plan, each calendar once with the clusters that share it. */
export function calendarsOf({
  calendars = {},
  stages,
  onWindowClose,
  windowFit: fitAsked,
}: Plan): readonly CalendarReport[] {
  const closing = onWindowClose === "Pause" ? ["what runs pauses when it closes"] : [];
  const planned = stages.flatMap(({ clusters }) => clusters);
  return Object.entries(calendars).map(([key, { windows, freezes }]) => {
    const clusters = planned.filter(({ calendar }) => calendar === key);
    const times = windows.length === 0 ? "at any time" : windows.map(windowWords).join(" or ");
    return {
      clusters: clusters.map(({ name }) => name),
      words: [`starts ${times}`, ...closing, ...freezes.map(freezeWords)].join("; "),
      fit: fitAsked === "Ignore" ? ["need not end before it closes"] : windowFit(windows, clusters),
    };
  });
}
