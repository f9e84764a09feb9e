import type { z } from "zod";
import { API_VERSION } from "../../model/names.ts";
import type { rolloutSchema } from "../../model/rollout.ts";
import type { Chance } from "../random-streams.ts";
import { TARGET_MINOR } from "./small-cluster.ts";

type WrittenRollout = z.input<typeof rolloutSchema>;
type WrittenSpec = WrittenRollout["spec"];
type WrittenStage = WrittenSpec["stages"][number];

/** The labels that say in which stage a cluster is. */
export const STAGES = ["one", "two", "three"] as const;

/** One rollout to the target, sometimes with another that wants the same clusters elsewhere. */
export function smallRollouts(fleet: string, stages: number, chance: Chance): WrittenRollout[] {
  const nodes = nodeSettings(chance);
  const minor = rollout("minor", fleet, `1.${TARGET_MINOR}`, {
    nodes,
    stages: STAGES.slice(0, stages).map((name) =>
      stage(name, { matchLabels: { stage: name } }, chance),
    ),
  });
  const patch = rollout("patch", fleet, `1.${TARGET_MINOR - chance.whole(0, 1)}`, {
    nodes,
    stages: [stage("all", {}, chance)],
  });
  return chance.happens(0.25) ? [minor, patch] : [minor];
}

function rollout(
  name: string,
  fleet: string,
  kubernetes: string,
  spec: Pick<WrittenSpec, "nodes" | "stages">,
): WrittenRollout {
  return {
    apiVersion: API_VERSION,
    kind: "Rollout",
    metadata: { name },
    spec: { fleet, target: { kubernetes }, strategy: "rolling", ...spec },
  };
}

function stage(name: string, selector: WrittenStage["selector"], chance: Chance): WrittenStage {
  return {
    name,
    selector,
    maxConcurrency: chance.one([1, 1, 2, 3, "50%"]),
    maxAllowedFailures: chance.one([0, 0, 1, 2, "30%"]),
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
