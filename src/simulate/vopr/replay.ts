import type { Faults } from "../faults/fault-kinds.ts";
import { faultsText } from "../faults/fault-kinds.ts";
import { type Run, type RunOptions, runSeed } from "../run-seed.ts";
import type { RunShape } from "./shrink.ts";
import { Story } from "./story.ts";

/** Runs a seed once more and writes its story down: to the same bytes each time. */
export async function replay(
  options: RunOptions,
): Promise<{ readonly run: Run; readonly story: string }> {
  const story = new Story();
  const run = await runSeed({ ...options, tell: (happening) => story.take(happening) });
  return { run, story: story.text(run) };
}

/** The command that replays it. */
export function replayCommand(seed: number, { faults, clusters, hours }: RunShape): string {
  return `npm run vopr -- --seed ${seed} --faults ${faultsText(faults)} --clusters ${clusters} --hours ${hours}`;
}

/** What a run was made of, when nobody said otherwise. */
export function shapeOf(run: Run, faults: Faults): RunShape {
  return { faults, clusters: run.clusters, hours: run.hours };
}
