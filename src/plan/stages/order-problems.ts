import type { Plan } from "../../model/plan.ts";
import type { Complaint } from "../../spec/problem.ts";
import { circles } from "../../spec/circles.ts";

interface Placed {
  readonly name: string;
  readonly stage: number;
  readonly index: number;
  readonly dependsOn: readonly string[];
}

/**
 * Orders that could never be kept: clusters that wait for each other, for one of a later stage, or as
 * canaries for one that waits for them; and a rollout that waits for itself. Paths are those of the
 * rollout.
 */
export function orderProblems(plan: Plan): readonly Complaint[] {
  const placed = plan.stages.flatMap(({ clusters }, stage) =>
    clusters.map(({ name, dependsOn = [] }, index) => ({ name, stage, index, dependsOn })),
  );
  const byName = new Map(placed.map((each) => [each.name, each]));
  const own = (plan.dependsOn ?? []).flatMap((name, index): readonly Complaint[] =>
    name === plan.rollout
      ? [complain(["spec", "dependsOn", index], `${name}: a rollout cannot wait for itself`)]
      : [],
  );
  const circular = circles(placed.map(({ name, dependsOn }) => [name, dependsOn])).map((names) =>
    complain(
      ["spec", "stages"],
      `clusters that depend on each other in a circle: ${names.join(" > ")}; take one of them out of dependsOn in the fleet`,
    ),
  );
  const wrong = placed.flatMap((cluster) =>
    cluster.dependsOn.flatMap((name) => {
      const other = byName.get(name);
      return other === undefined ? [] : misplaced(plan, cluster, other);
    }),
  );
  return [...own, ...circular, ...wrong];
}

function misplaced(
  { stages }: Plan,
  { name, stage, index }: Placed,
  other: Placed,
): readonly Complaint[] {
  const [mine, its] = [stages[stage], stages[other.stage]];
  const path = ["spec", "stages", stage, "selector"];
  if (other.stage > stage) {
    const message = `cluster ${name} of stage ${mine?.name} depends on ${other.name}, which is in the later stage ${its?.name}; put ${other.name} into the same stage or an earlier one`;
    return [complain(path, message)];
  }
  const canaries = mine?.canaries?.count ?? 0;
  if (other.stage < stage || index >= canaries || other.index < canaries) return [];
  const message = `cluster ${name} is a canary of stage ${mine?.name} and depends on ${other.name}, which waits for the canaries; put ${other.name} into an earlier stage, or before ${name} by its label`;
  return [complain(path, message)];
}

function complain(path: Complaint["path"], message: string): Complaint {
  return { path, on: "value", message };
}
