import { supportEnds, type SupportEnds } from "../../knowledge/look-up.ts";
import { minorOf } from "../../model/version.ts";
import type { AssessContext, Check, Draft } from "../check.ts";
import { dayOf, daysBetween, lastInstantOf } from "./days.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** A version to go to should have longer than this: three months, in which a rollout ends. */
const SHORT_MS = 90 * DAY_MS;

function endsOf({ facts, provider }: AssessContext, version: string): SupportEnds | undefined {
  return supportEnds(facts, provider, version);
}

/** The last instant of support without paying more. */
const standardEndMs = ({ standardOn }: SupportEnds): number => lastInstantOf(standardOn);

export const endOfSupport: Check = {
  name: "end-of-support",
  sees: "a minor that runs, and stays, without support or with little of it left",
  levels: ["Needs a decision", "Not checked"],
  peers: [],
  reads: [],
  notHere: (context) => {
    if (context.hops.length === 0) return undefined;
    const ends = endsOf(context, context.from);
    const when =
      ends === undefined
        ? ""
        : ` (its support ${standardEndMs(ends) < context.nowMs ? "ended" : "ends"} on ${ends.standardOn})`;
    return `the way leaves ${minorOf(context.from)}${when}`;
  },
  find: (context) => supportDrafts(context, context.from),
};

export const targetSupport: Check = {
  name: "target-support",
  sees: "a target without support, or with less than three months of it left",
  levels: ["Needs a decision", "Not checked"],
  peers: [],
  reads: [],
  notHere: ({ from, hops }) =>
    hops.length === 0 ? `the control plane stays at ${from}` : undefined,
  find: (context) => supportDrafts(context, context.to),
};

function supportDrafts(context: AssessContext, version: string): readonly Draft[] {
  const { nowMs, provider } = context;
  const minor = minorOf(version);
  const ends = endsOf(context, version);
  if (ends === undefined) {
    return [
      {
        level: "Not checked",
        object: `Kubernetes ${minor}`,
        evidence: [],
        why: `when support for ${minor} ends at ${provider} is not known`,
        help: "look it up at the provider; a knowledge file can add it",
      },
    ];
  }
  const endMs = standardEndMs(ends);
  if (endMs - nowMs > SHORT_MS) return [];
  const isOver = endMs < nowMs;
  const days = Math.abs(daysBetween(nowMs, endMs));
  return [
    {
      level: "Needs a decision",
      object: `Kubernetes ${minor}`,
      evidence: [
        `support ${isOver ? `ended on ${ends.standardOn}, ${days} days ago` : `ends on ${ends.standardOn}, in ${days} days`} (as of ${dayOf(nowMs)})`,
      ],
      why: isOver ? afterEnd(ends, nowMs) : "the next upgrade is due before long",
      help: "choose a later minor as the target",
      records: [ends.record],
    },
  ];
}

function afterEnd({ extendedOn }: SupportEnds, nowMs: number): string {
  if (extendedOn === "none") return "nothing is mended in it any more";
  if (extendedOn === "unknown") return "how long it is looked after at a price is not known";
  return lastInstantOf(extendedOn) < nowMs
    ? `its extended support ended on ${extendedOn} too: the provider may upgrade it by itself`
    : `it is looked after at a price until ${extendedOn}`;
}
