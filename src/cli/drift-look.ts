import { roughTime } from "../report/time-words.ts";
import type { DriftView } from "../server/drift/drift-round.ts";
import type { Look } from "./render/output.ts";

/** One cluster of a fleet that is held to a version, with what comes of the fleet's drift. */
type DriftedCluster = DriftView["clusters"][number] &
  Pick<DriftView, "fleet" | "desired" | "lookedAtMs" | "decision">;

const ORDER = ["behind", "ahead", "unseen", "held"];

/** The clusters of a fleet, those that drifted first. */
export function driftedClusters(view: DriftView): readonly DriftedCluster[] {
  const { clusters, fleet, desired, lookedAtMs, decision } = view;
  return clusters
    .map((cluster) => ({ ...cluster, fleet, desired, lookedAtMs, decision }))
    .toSorted((a, b) => ORDER.indexOf(a.drift.kind) - ORDER.indexOf(b.drift.kind));
}

export const driftLook = (nowMs: number): Look<DriftedCluster> => ({
  kind: "drift",
  name: ({ name }) => name,
  columns: [
    { title: "name", value: ({ name }) => name },
    { title: "fleet", value: ({ fleet }) => fleet },
    { title: "desired", value: ({ desired }) => desired },
    { title: "drift", value: ({ drift }) => drift.kind },
    { title: "seen", value: ({ lookedAtMs }) => `${roughTime(nowMs - lookedAtMs)} ago` },
    { title: "words", value: ({ drift }) => (drift.kind === "held" ? "" : drift.words) },
    { title: "decision", value: ({ decision }) => decision, wide: true },
  ],
});
