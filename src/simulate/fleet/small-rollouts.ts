import type { z } from "zod";
import { API_VERSION } from "../../model/names.ts";
import type { rolloutSchema } from "../../model/rollout.ts";
import type { Chance } from "../random-streams.ts";
import { TARGET_MINOR } from "./small-cluster.ts";
import { smallStage } from "./small-stages.ts";
import { CALL } from "./small-workflows.ts";

type WrittenRollout = z.input<typeof rolloutSchema>;
type WrittenSpec = WrittenRollout["spec"];

/** The labels that say in which stage a cluster is. */
export const STAGES = ["one", "two", "three"] as const;

/** One rollout to the target, sometimes with another that wants the same clusters elsewhere. */
export function smallRollouts(
  fleet: string,
  stages: number,
  startMs: number,
  chance: Chance,
): WrittenRollout[] {
  const nodes = nodeSettings(chance);
  const moves = chance.happens(0.5);
  const minor = rollout("minor", fleet, `1.${TARGET_MINOR}`, moves, {
    nodes,
    ...manners(chance),
    stages: STAGES.slice(0, stages).map((name) =>
      smallStage(name, { matchLabels: { stage: name } }, startMs, chance),
    ),
  });
  const isAfter = chance.happens(0.3);
  const patch = rollout("patch", fleet, `1.${TARGET_MINOR - chance.whole(0, 1)}`, false, {
    nodes,
    ...manners(chance),
    ...(isAfter && { dependsOn: ["minor"] }),
    stages: [smallStage("all", {}, startMs, chance)],
  });
  return chance.happens(0.25) ? [minor, patch] : [minor];
}

function rollout(
  name: string,
  fleet: string,
  kubernetes: string,
  movesAddons: boolean,
  spec: Omit<WrittenSpec, "fleet" | "target" | "strategy">,
): WrittenRollout {
  return {
    apiVersion: API_VERSION,
    kind: "Rollout",
    metadata: { name },
    spec: {
      fleet,
      target: {
        kubernetes,
        ...(movesAddons && { addons: { coredns: "1.12.1", istio: "latest-compatible" } }),
      },
      strategy: "rolling",
      ...spec,
    },
  };
}

/** What it does when a window closes, when it is cancelled, when it fails. */
function manners(chance: Chance): Partial<WrittenSpec> {
  const [closes, undoes, calls] = [0.4, 0.3, 0.3].map((odds) => chance.happens(odds));
  return {
    // What takes longer than any window would never start.
    windowFit: "Ignore",
    ...(closes === true && { onWindowClose: "Pause" }),
    ...(undoes === true && { onCancel: "Undo" }),
    ...(calls === true && { onFailure: { use: CALL } }),
  };
}

function nodeSettings(chance: Chance): WrittenSpec["nodes"] {
  const maxUnavailable = chance.weighted<number | string>([[0, 4], [1, 2], ["50%", 1]]); // prettier-ignore
  const surges: readonly (number | string)[] = maxUnavailable === 1 ? [0, 1, 2] : [1, 1, 2, "50%"];
  return {
    maxSurge: chance.one(surges),
    maxUnavailable,
    drainTimeout: `${chance.whole(8, 30)}m`,
    emptyDirData: chance.weighted([["Delete", 6], ["Refuse", 1]]), // prettier-ignore
    barePods: chance.weighted([["Delete", 6], ["Refuse", 1]]), // prettier-ignore
  };
}
