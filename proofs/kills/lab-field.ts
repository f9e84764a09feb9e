import { labFiles, MAY_BE_AWAY, openLabCluster, PODS } from "../lab/lab-cluster.ts";
import type { Ask } from "../lab/api.ts";
import { standing, Witness } from "../lab/witness.ts";
import type { Field } from "./field.ts";

/** A real cluster of the lab, watched by a witness that is not fleetlift. */
export const labField: Field = {
  rollout: "lab",
  rest: [3, 12],
  limitSeconds: 1_500,
  prepare: async (dataDir) => {
    const { ask, end } = await openLabCluster(dataDir);
    opened.set(dataDir, { ask, witness: new Witness(ask) });
    return async () => {
      await opened.get(dataDir)?.witness.stop();
      end();
    };
  },
  upArgs: [],
  files: () => labFiles,
  consequences: async (dataDir) => {
    const here = opened.get(dataDir);
    if (here === undefined) throw new Error("no cluster was prepared");
    const seen = await here.witness.stop();
    const end = await standing(here.ask);
    return {
      // Twelve nodes: six of before, and each of them replaced once.
      same: { demo: { ...end, kubelets: end.kubelets.toSorted(), nodesSeen: seen.nodesSeen } },
      repeats: Math.max(0, seen.podsTerminated - PODS),
      wrongs: [
        ...(seen.lowestReady >= PODS - MAY_BE_AWAY
          ? []
          : [`only ${seen.lowestReady} of ${PODS} pods were ready at one time`]),
        ...(seen.budgetBroken === 0 ? [] : [`the budget was broken at ${seen.budgetBroken} looks`]),
      ],
    };
  },
};

const opened = new Map<string, { readonly ask: Ask; readonly witness: Witness }>();
