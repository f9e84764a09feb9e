import type { z } from "zod";
import type { rolloutSchema } from "../../model/rollout.ts";
import type { Chance } from "../random-streams.ts";
import { GATE } from "./small-workflows.ts";

type WrittenStage = z.input<typeof rolloutSchema>["spec"]["stages"][number];
type WrittenTask = NonNullable<WrittenStage["beforeStageTasks"]>[number];

/** What approvals of small fleets are asked of; whoever acts for people in a simulation has it. */
export const APPROVER_ROLE = "sre";

/** One stage: as often as not with nothing but its selector and its limits. */
export function smallStage(
  name: string,
  selector: WrittenStage["selector"],
  startMs: number,
  chance: Chance,
): WrittenStage {
  const limits = {
    maxConcurrency: chance.one([1, 1, 2, 3, "50%"]),
    maxAllowedFailures: chance.one([0, 0, 1, 2, "30%"]),
  };
  const canaries = { count: chance.one([1, 1, 2, "30%"]), soak: chance.one(["2m", "20m"]) };
  const minSuccess = chance.one([1, "50%", "100%"]);
  const onUnreachable = chance.one(["Fail", "Skip", "Defer"] as const);
  const [hasCanaries, hasLeast, says] = [0.15, 0.12, 0.4].map((odds) => chance.happens(odds));
  return {
    name,
    selector,
    ...limits,
    ...(hasCanaries === true && { canaries }),
    ...(hasLeast === true && { minSuccess }),
    ...(says === true && { onUnreachable }),
    beforeStageTasks: smallTasks(startMs, chance),
    afterStageTasks: smallTasks(startMs, chance),
  };
}

function smallTasks(startMs: number, chance: Chance): WrittenTask[] {
  const count = chance.weighted([[0, 8], [1, 3], [2, 1]]); // prettier-ignore
  return Array.from({ length: count }, () => smallTask(startMs, chance));
}

function smallTask(startMs: number, chance: Chance): WrittenTask {
  const approval = { type: "Approval" as const, roles: [APPROVER_ROLE, "owner"] };
  const quorum = chance.whole(1, 2);
  const expiresAfter = chance.one(["30m", "3h"]);
  const waitTime = chance.one(["1m", "12m"]);
  const atMs = startMs + chance.ms(0, 2 * 3_600_000);
  const gate = { use: GATE };
  return chance.weighted<WrittenTask>([
    [{ ...approval, quorum }, 3],
    [{ ...approval, quorum, expiresAfter }, 2],
    [{ type: "TimedWait", waitTime }, 2],
    [{ type: "ScheduledStart", at: new Date(atMs).toISOString() }, 1],
    [{ type: "Gate", ...gate, window: "2m" }, 1],
    [{ type: "Workflow", ...gate }, 1],
    [{ type: "Notify", audience: "operations", text: "It goes on." }, 1],
  ]);
}
