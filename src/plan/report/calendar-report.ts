import type { Plan } from "../../model/plan.ts";
import { freezeWords, windowWords } from "../windows/window-words.ts";

/** When some clusters may start, in words. */
export interface CalendarReport {
  readonly clusters: readonly string[];
  readonly words: string;
}

/** The windows and freezes of a plan, each calendar once with the clusters that share it. */
export function calendarsOf({ calendars = {}, stages }: Plan): readonly CalendarReport[] {
  const planned = stages.flatMap(({ clusters }) => clusters);
  return Object.entries(calendars).map(([key, { windows, freezes }]) => ({
    clusters: planned.filter(({ calendar }) => calendar === key).map(({ name }) => name),
    words: [
      windows.length === 0 ? "at any time" : `starts ${windows.map(windowWords).join(" or ")}`,
      ...freezes.map(freezeWords),
    ].join("; "),
  }));
}
