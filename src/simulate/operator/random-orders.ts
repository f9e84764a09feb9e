import type { RolloutMessage } from "../../host/rollout-object.ts";
import type { Plan } from "../../model/plan.ts";
import type { Chance } from "../random-streams.ts";

/** What somebody does at random: an order to a rollout, that it is planned anew, or a fleet without one of its clusters. */
export type RandomAct =
  | { readonly kind: "order"; readonly message: RolloutMessage }
  | { readonly kind: "plan" }
  | { readonly kind: "fleet"; readonly without: string | undefined };

const PEOPLE = ["ana", "ben", "cleo"] as const;

type Verb =
  | "pause"
  | "resume"
  | "cancel"
  | "stop"
  | "run"
  | "retry"
  | "skip"
  | "skip-step"
  | "plan"
  | "fleet";

const VERBS: readonly (readonly [Verb, number])[] = [
  ["pause", 4],
  ["resume", 6],
  ["retry", 5],
  ["stop", 2],
  ["run", 4],
  ["skip", 2],
  ["skip-step", 1],
  ["cancel", 1.5],
  ["plan", 2],
  ["fleet", 1.5],
];

/** An order that need not make sense now: what cannot be done is refused, and changes nothing. */
export function randomAct(plan: Plan, chance: Chance): RandomAct {
  const verb = chance.weighted(VERBS);
  const asked = { actor: chance.one(PEOPLE), reason: `drawn ${chance.whole(1, 999)}` };
  const clusters = plan.stages.flatMap((stage) => stage.clusters);
  const scope = chance.weighted<"all" | "stage" | "cluster">([["all", 1], ["stage", 1], ["cluster", 2]]); // prettier-ignore
  // Drawn whether it is used or not, so that what a plan holds does not shift what is drawn next.
  const cluster = chosen(clusters, chance.next())?.name;
  const stage = chosen(plan.stages, chance.next())?.name;
  const which = chance.next();
  if (verb === "plan") return { kind: "plan" };
  if (verb === "fleet") return { kind: "fleet", without: which < 0.5 ? cluster : undefined };
  return { kind: "order", message: messageOf() };

  function messageOf(): RolloutMessage {
    if (verb === "run" || verb === "stop" || cluster === undefined) {
      return { kind: verb === "stop" ? "stop" : "run", ...asked };
    }
    if (verb === "retry") {
      return { kind: "retry", ...asked, ...(scope === "cluster" && { clusters: [cluster] }) };
    }
    if (verb === "skip") return { kind: "skip", ...asked, cluster };
    if (verb === "skip-step") {
      const steps = stepsOf(plan, cluster);
      const step = chosen(steps, which);
      return { kind: "skip", ...asked, cluster, ...(step !== undefined && { step }) };
    }
    return { kind: heldBy(verb), ...asked, ...placeOf(scope, cluster, stage) };
  }
}

function heldBy(verb: Verb): "pause" | "resume" | "cancel" {
  return verb === "pause" || verb === "cancel" ? verb : "resume";
}

function placeOf(scope: "all" | "stage" | "cluster", cluster: string, stage: string | undefined) {
  if (scope === "cluster") return { cluster };
  return scope === "stage" && stage !== undefined ? { stage } : {};
}

function stepsOf({ stages, shapes }: Plan, cluster: string): readonly string[] {
  const shape = stages
    .flatMap(({ clusters }) => clusters)
    .find(({ name }) => name === cluster)?.shape;
  return (shape === undefined ? undefined : shapes[shape])?.steps.map(({ id }) => id) ?? [];
}

function chosen<T>(of: readonly T[], share: number): T | undefined {
  return of[Math.floor(share * of.length)];
}
