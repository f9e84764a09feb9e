import type { RolloutView } from "./rollout-view.ts";

/** Whether a rollout goes on only when a person does something: a cluster needs one, or all is held and nothing runs. */
export function needsPerson(view: RolloutView): boolean {
  if (view.clusters.some((cluster) => cluster.needsPerson)) return true;
  const held =
    view.phase === "planned" ||
    view.phase === "stopped" ||
    view.paused !== undefined ||
    view.stages.some(({ phase, paused }) => phase === "open" && paused !== undefined);
  return held && !view.clusters.some(({ status }) => status === "running");
}
