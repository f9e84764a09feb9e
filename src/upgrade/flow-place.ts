import { flowKey, type Flow, type Plan } from "../model/plan.ts";

/** Which of the rollout's flows it is. */
export interface FlowPlace {
  /** In words, like `gate slo`: what its events begin with. */
  readonly label: string;
  /** As events name it: `before-0` of a stage, or the flow's own key. */
  readonly task: string;
  /** Of a stage's task. */
  readonly stage?: string;
}

/** Where a flow stands among the tasks of the plan's stages; one that is no task runs because the rollout failed. */
export function flowPlace({ stages }: Plan, key: string, { use }: Flow): FlowPlace {
  for (const { name, before = [], after = [] } of stages) {
    for (const [place, tasks] of [["before", before] as const, ["after", after] as const]) {
      const index = tasks.findIndex((_, at) => flowKey(name, place, at) === key);
      const task = tasks[index];
      if (task !== undefined)
        return { label: `${task.kind} ${use}`, task: `${place}-${index}`, stage: name };
    }
  }
  return { label: `failure workflow ${use}`, task: key };
}
