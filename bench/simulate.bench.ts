/** How long a simulated rollout of ten thousand clusters takes, thirty steps each, in one process. */
import { actionCatalog } from "../src/actions/catalog.ts";
import { systemClock } from "../src/platform/clock.ts";
import { NO_FAULTS } from "../src/simulate/faults/fault-kinds.ts";
import { runTrial } from "../src/simulate/trial/run-trial.ts";
import { largeCase } from "./simulate/large-case.ts";

const HOUR_MS = 3_600_000;

export async function measure(options: readonly string[]): Promise<string> {
  const at = options.indexOf("--clusters");
  const count = at < 0 ? 10_000 : Number(options[at + 1]);
  const tried = await largeCase(count);
  const [shape] = Object.values(tried.plan.shapes);
  const begunMs = systemClock.nowMs();
  const processorBefore = process.cpuUsage();
  const trial = await runTrial({
    case: tried,
    actions: actionCatalog,
    seed: 1,
    faults: NO_FAULTS,
    approveAfterMs: 0,
  });
  const { user, system } = process.cpuUsage(processorBefore);
  const seconds = (systemClock.nowMs() - begunMs) / 1_000;
  const done = trial.clusters.filter(({ result }) => result === "done").length;
  const lasted = ((trial.endedAtMs - trial.startedAtMs) / HOUR_MS).toFixed(1);
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  return `${done} of ${count} clusters done, ${shape?.steps.length ?? 0} steps each, ${lasted} h of theirs in ${seconds.toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of processor, ${trial.ticks} ticks, at most ${memory} MiB)${trial.end === "done" ? "" : `: ${trial.end}: ${trial.reason}`}`;
}
