import { ROLLOUT } from "../../host/object-names.ts";
import type { RolloutState } from "../../model/rollout-state.ts";
import { changeStateRead } from "./change-state-read.ts";
import type { PlantedBug } from "./planted-bug.ts";

export const pauseForgotten: PlantedBug = {
  id: "I6",
  says: "The pause of a rollout or of a stage is forgotten when the next message comes",
  plant: () => ({
    object: changeStateRead<RolloutState>(ROLLOUT, "state", withoutPauses),
  }),
};

function withoutPauses(state: RolloutState): RolloutState {
  const { paused: _, ...unpaused } = state;
  const stages = state.stages.map((counts) => {
    const { paused: _of, ...open } = counts;
    return open;
  });
  return { ...unpaused, stages };
}
