import type { Audience, MessageTemplate, Placeholder, Topic } from "../model/messaging.ts";

/** Words for people, with placeholders. */
export interface FormWords {
  readonly title: string;
  readonly text: string;
  /** What they will notice; left out where there is nothing to notice. */
  readonly notice?: string;
  /** Comes once for each cluster: many of them within a while are told as one. */
  readonly many?: true;
}

/** For those who run the rollout: everything in the record's own words. */
const OPERATIONS = {
  "rollout-starts": { title: "Rollout {rollout} starts", text: "{reason}" },
  "rollout-done": { title: "Rollout {rollout} is done", text: "{reason}" },
  "rollout-cancelled": { title: "Rollout {rollout} is cancelled", text: "{reason}" },
  "rollout-failed": { title: "Rollout {rollout} failed", text: "{reason}" },
  "rollout-held": { title: "Rollout {rollout} starts nothing new", text: "{reason}" },
  "stage-starts": { title: "Stage {stage} of {rollout} starts", text: "{reason}" },
  "stage-done": { title: "Stage {stage} of {rollout} is done", text: "{reason}" },
  "stage-failed": { title: "Stage {stage} of {rollout} failed", text: "{reason}" },
  "cluster-done": { title: "{clusters}: done", text: "{reason}", many: true },
  "cluster-failed": { title: "{clusters}: failed", text: "{reason}", many: true },
  "cluster-ended": { title: "{clusters}: not upgraded", text: "{reason}", many: true },
  "needs-person": { title: "{clusters}: somebody is needed", text: "{reason}", many: true },
  "foreign-writer": { title: "{clusters}: somebody else is at it", text: "{reason}", many: true },
  order: { title: "{who} gave an order to rollout {rollout}", text: "{reason}" },
  "approval-asked": { title: "Rollout {rollout} asks for an approval", text: "{reason}" },
  "approval-reminded": { title: "Rollout {rollout} still waits for an approval", text: "{reason}" },
  "approval-expired": { title: "Rollout {rollout}: an approval came too late", text: "{reason}" },
  "approval-given": { title: "{who} approved rollout {rollout}", text: "{reason}" },
  "approval-rejected": { title: "{who} refused rollout {rollout}", text: "{reason}" },
  members: { title: "The fleet of rollout {rollout} changed", text: "{reason}" },
  drift: { title: "Drift: {clusters}", text: "{reason}", many: true },
  channel: { title: "Messages: {reason}", text: "{reason}" },
  access: { title: "Denied: {who}", text: "{reason}", many: true },
  recovered: { title: "{clusters}: goes on", text: "{reason}" },
} as const satisfies Record<string, FormWords>;

/** For those who talk with customers: stages with production clusters, and what customers may notice. */
const SUPPORT = {
  "support-begins": {
    title: "Maintenance begins: {clusters}",
    text: "{clusters} go to {target}, one after the other (stage {stage} of {rollout}).",
    notice:
      "Customers may see single slow or repeated requests while machines are replaced. No outage is expected.",
  },
  "support-done": {
    title: "Maintenance is over: {clusters}",
    text: "{clusters} are through (stage {stage} of {rollout}).",
    notice: "Nothing any more.",
  },
  "support-failed": {
    title: "Maintenance did not go as planned: {clusters}",
    text: "Operations know of it and are at it (stage {stage} of {rollout}). What was not upgraded stays as it was.",
    notice: "Nothing by itself. If a customer reports trouble now, pass it on to operations.",
  },
} as const satisfies Record<string, FormWords>;

/** For customers: plain words, and nothing of how it is done. */
const CUSTOMERS = {
  "maintenance-begins": {
    title: "Maintenance begins: {clusters}",
    text: "Planned maintenance of {clusters} has begun at {when}.",
    notice: "The service stays available. Single requests may take longer than usual.",
    many: true,
  },
  "maintenance-over": {
    title: "Maintenance is over: {clusters}",
    text: "Planned maintenance of {clusters} ended at {when}.",
    many: true,
  },
  "maintenance-delayed": {
    title: "Maintenance takes longer: {clusters}",
    text: "Planned maintenance of {clusters} takes longer than planned. We tell you when it is over.",
    notice: "The service stays available.",
    many: true,
  },
} as const satisfies Record<string, FormWords>;

/** For everybody. */
const ALL = {
  notice: { title: "{reason}", text: "{reason}", many: true },
  "notice-of-cluster": { title: "{clusters}: {reason}", text: "{reason}", many: true },
  test: { title: "A test message of fleetlift", text: "{reason}" },
  several: { title: "{count} things happened", text: "{reason}", many: true },
} as const satisfies Record<string, FormWords>;

export const FORMS = { ...OPERATIONS, ...SUPPORT, ...CUSTOMERS, ...ALL };

/** What is said, by a name that stays. */
export type Form = keyof typeof FORMS;

/** What an audience is told of when the document does not say otherwise. */
export const DEFAULT_TOPICS: Readonly<Record<Audience, readonly Topic[]>> = {
  operations: [
    "starts",
    "ends",
    "failures",
    "needs-person",
    "approvals",
    "orders",
    "foreign-writer",
    "drift",
    "channels",
    "notices",
  ],
  support: ["starts", "ends", "failures", "notices"],
  customers: ["maintenance", "notices"],
};

/** The words of a form, with what somebody wrote in their place. */
export function wordsOf(form: Form, template: MessageTemplate | undefined): FormWords {
  const words: FormWords = FORMS[form];
  if (template === undefined) return words;
  const { notice: _, ...plain } = words;
  return {
    // Who writes the text says there what will be noticed.
    ...(template.text === undefined ? words : plain),
    ...(template.title === undefined ? {} : { title: template.title }),
    ...(template.text === undefined ? {} : { text: template.text }),
  };
}

/** Puts values in place of placeholders; the spec's check has refused unknown ones. */
export function fillIn(text: string, values: Readonly<Record<Placeholder, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    // Object.hasOwn has proved that the name is one of the placeholders.
    Object.hasOwn(values, name) ? values[name as Placeholder] : whole,
  );
}
