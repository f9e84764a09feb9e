import { outcomeOfFailure } from "../actions/action.ts";
import type { Plan, PlannedCluster, PlannedStage } from "../model/plan.ts";
import { deadline } from "../platform/deadline.ts";
import { limited } from "../platform/limited.ts";
import type { Connect } from "../ports/connect.ts";
import type { RecordPort } from "../ports/record-port.ts";
import { outOfDate } from "../upgrade/out-of-date.ts";
import { memberFinder, type FindMember } from "./find-member.ts";
import { notPlannedFor } from "./open-member.ts";

/** What was found of clusters that are about to start. */
export interface Readiness {
  /** What speaks against starting them now. */
  readonly obstacles: readonly string[];
  /** What is worth knowing, and stands in nothing's way. */
  readonly notes: readonly string[];
}

/** Looks at clusters of a stage that wait, of which the first are given. Never throws. */
export type LookAtReadiness = (
  plan: Plan,
  stage: PlannedStage,
  clusters: readonly PlannedCluster[],
) => Promise<Readiness>;

/** Clusters that are looked at for one approval; the person who gives it waits meanwhile. */
export const MOST_LOOKED_AT = 50;
const AT_ONCE = 8;
/** After so long no further cluster is looked at. */
const PATIENCE_MS = 30_000;

const nothing: Readiness = { obstacles: [], notes: [] };
const obstacle = (words: string): Readiness => ({ obstacles: [words], notes: [] });
const note = (words: string): Readiness => ({ obstacles: [], notes: [words] });

/**
 * Whether clusters are what the plan was made for, at this moment: each can be reached, is the one
 * that was planned for (I7), and still stands where the plan's way begins (I14). One that cannot be
 * reached is an obstacle only where the stage says that it fails then.
 */
export function openReadiness({
  records,
  connect,
}: {
  readonly records: RecordPort;
  readonly connect: Connect;
}): LookAtReadiness {
  const { findMember } = memberFinder(records);
  return async (plan, stage, clusters) => {
    const enter = limited(AT_ONCE);
    const isLate = deadline(PATIENCE_MS);
    let unseen = 0;
    const found = await Promise.all(
      clusters.slice(0, MOST_LOOKED_AT).map((cluster) =>
        enter(async () => {
          if (!isLate.aborted) return await lookAt({ findMember, connect }, plan, stage, cluster);
          unseen += 1;
          return nothing;
        }),
      ),
    );
    const left = unseen + Math.max(0, clusters.length - MOST_LOOKED_AT);
    const bound = left === 0 ? [] : [`${left} of ${clusters.length} clusters were not looked at`];
    return {
      obstacles: found.flatMap(({ obstacles }) => obstacles),
      notes: [...found.flatMap(({ notes }) => notes), ...bound],
    };
  };
}

async function lookAt(
  { findMember, connect }: { readonly findMember: FindMember; readonly connect: Connect },
  plan: Plan,
  stage: PlannedStage,
  planned: PlannedCluster,
): Promise<Readiness> {
  const { name } = planned;
  try {
    const { member } = await findMember({
      fleet: plan.fleet,
      cluster: name,
      member: planned.member,
    });
    const { cluster, provider } = await connect(member);
    const another = notPlannedFor(planned, await cluster.identity());
    if (another !== undefined) return obstacle(`${name}: ${another}`);
    const { status, controlPlaneVersion } = await provider.observe();
    const why = outOfDate(plan.shapes[planned.shape]?.hops ?? [], controlPlaneVersion);
    if (why !== undefined) return obstacle(`${name}: ${why}`);
    return status === "upgrading"
      ? note(`${name}: its control plane is being moved at this moment`)
      : nothing;
  } catch (error) {
    const { class: kind, why } = outcomeOfFailure(error);
    return kind === "transient" ? unreachable(stage, name, why) : obstacle(`${name}: ${why}`);
  }
}

function unreachable({ onUnreachable }: PlannedStage, name: string, why: string): Readiness {
  const words = `${name} cannot be reached: ${why}`;
  switch (onUnreachable) {
    case "Fail":
      return obstacle(words);
    case "Skip":
      return note(`${words}; it is left out if it cannot be when its turn comes`);
    case "Defer":
    case undefined:
      return note(`${words}; it comes last if it cannot be when its turn comes`);
  }
}
