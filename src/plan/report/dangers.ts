import type { Concern, Plan, Shape, Step } from "../../model/plan.ts";
import { cannotBeUndone } from "../workflow/action-catalog.ts";

/** Words about something. */
export interface Remark {
  readonly about: string;
  readonly words: string;
}

/** What cannot be undone, what data would be lost, and what was found that disturbs or needs a decision, each said once. */
export function dangersOf({ shapes, concerns = [] }: Plan): readonly Remark[] {
  return [...dangersOfSteps(Object.entries(shapes)), ...concerns.flatMap(dangerOfConcern)];
}

function dangersOfSteps(shapes: readonly (readonly [string, Shape])[]): readonly Remark[] {
  const steps = shapes.flatMap(([shape, each]) =>
    each.steps.map((step, index) => ({ shape, step, number: index + 1, undo: undoOf(step, each) })),
  );
  const final = steps.filter(({ step }) => cannotBeUndone(step.undo));
  const byUndo = Map.groupBy(final, ({ step, undo }) => `${step.uses} ${undo}`);
  const deleting = (field: string, words: string): readonly Remark[] =>
    steps.some(({ step }) => step.with[field] === "Delete") ? [{ about: "pods", words }] : [];
  return [
    ...[...byUndo].map(([words, list]) => {
      const places = [...Map.groupBy(list, ({ shape }) => shape)].map(
        ([shape, numbered]) => `${shape} (${numbered.map(({ number }) => number).join(", ")})`,
      );
      return { about: "undo", words: `${words}. Shapes and steps: ${places.join(", ")}` };
    }),
    ...deleting("emptyDirData", "lose their emptyDir data when they are moved, as spec.nodes says"),
    ...deleting("barePods", "that nothing would make again are deleted, as spec.nodes says"),
  ];
}

/** A provider that takes a control plane back does so for some days, and some minors: the deadlines say which. */
function undoOf({ uses, undo }: Step, { deadlines }: Shape): string {
  const backAtProvider = uses === "control-plane.upgrade" && deadlines?.back !== undefined;
  return backAtProvider
    ? "cannot be undone, but for what the provider takes back (DEADLINES)"
    : undo;
}

/** What was not checked has a list of its own. What blocks and was not accepted stops no second cluster: it is met there. */
function dangerOfConcern(concern: Concern): readonly Remark[] {
  const { check, level, why, help, count, clusters, accepted, objects } = concern;
  if (level === "Not checked") return [];
  const where =
    count === 1
      ? objects.join("")
      : `${count} in ${clusterCount(clusters.length)}, like ${objects.slice(0, 1).join("")}`;
  const met = level === "Blocks" ? " a hop, and has to be met in the second cluster" : "";
  const taken = accepted ? " (accepted)" : met;
  return [
    {
      about: check,
      words: `${level.toLowerCase()}${taken}: ${where}: ${sentence(why)}; what helps: ${help}`,
    },
  ];
}

/** Reasons that a plan names; `fleetlift assess` shows the rest. */
const REASONS = 6;

/** What could not be checked, the checks with one reason together, those of most checks first. */
export function notCheckedOf({ concerns = [] }: Plan): readonly Remark[] {
  const open = concerns.filter(({ level }) => level === "Not checked");
  const byReason = Map.groupBy(open, ({ why, help }) => `${sentence(why)}; what helps: ${help}`);
  const reasons = [...byReason].toSorted(([, a], [, b]) => b.length - a.length);
  const rest = reasons.slice(REASONS).flatMap(([, list]) => list.map(({ check }) => check));
  return [
    ...reasons.slice(0, REASONS).map(([reason, list]) => notChecked(reason, list)),
    ...(rest.length === 0
      ? []
      : [
          {
            about: `${rest.length} more`,
            words: `fleetlift assess shows them: ${rest.join(", ")}`,
          },
        ]),
  ];
}

function notChecked(reason: string, list: readonly Concern[]): Remark {
  const clusters = new Set(list.flatMap((concern) => concern.clusters));
  const about =
    list.length === 1 ? list.map(({ check }) => check).join("") : `${list.length} checks`;
  return { about, words: `in ${clusterCount(clusters.size)}, because ${reason}` };
}

/** Words that go on after it need no full stop before them. */
function sentence(words: string): string {
  return words.replace(/\.$/, "");
}

function clusterCount(count: number): string {
  return `${count} ${count === 1 ? "cluster" : "clusters"}`;
}
