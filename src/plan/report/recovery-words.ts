import { FAILURE_FLOW, type Flow, type Plan, type Recovery } from "../../model/plan.ts";
import { counted, listed } from "./plan-words.ts";

/** What is done when an upgrade ends early, one line for each way that it can; none where nothing is. */
export function recoveryWords(recovery: Recovery | undefined): readonly string[] {
  if (recovery === undefined) return [];
  const { undo, steps } = recovery;
  const ofKind = (kind: string) => steps.filter(({ when }) => when.kind === kind);
  const back = `what was done is undone from the last (${counted(ofKind("undo").length, "step")} can be)`;
  const own = new Set(
    steps.flatMap(({ when }) => (when.kind === "step-failed" ? [when.step] : [])),
  );
  const failed = [
    ...(own.size > 0 ? [`the failure steps of ${counted(own.size, "step")}`] : []),
    ...(undo === "failure" || undo === "always" ? [back] : []),
    ...ofKind("upgrade-failed").map(({ title }) => title),
  ];
  return [
    ...(failed.length > 0 ? [`when it fails: ${failed.join("; ")}`] : []),
    ...(undo === "cancel" || undo === "always" ? [`when it is cancelled: ${back}`] : []),
  ];
}

/** A workflow that the rollout runs for itself: when, and what it does. */
export interface FlowReport {
  readonly when: string;
  readonly words: string;
}

export function flowsOfPlan({ flows = {} }: Plan): readonly FlowReport[] {
  return Object.entries(flows).map(([key, flow]) => ({
    when: whenOf(key),
    words: flowWords(flow),
  }));
}

/** `production.after-0`: the stage's name may hold dots. */
function whenOf(key: string): string {
  if (key === FAILURE_FLOW) return "when the rollout fails";
  return key.replace(/^(.*)\.(before|after)-\d+$/, "$2 stage $1");
}

function flowWords({ use, on, steps }: Flow): string {
  const where = on === "clusters" ? " on each of its clusters" : "";
  return `${use}${where}: ${listed(steps.map(({ title }) => title))}`;
}
