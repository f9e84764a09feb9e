import { sha256 } from "../model/hash.ts";
import type { Channel, Messaging, Placeholder } from "../model/messaging.ts";
import { clip } from "./clip.ts";
import type { Bucket } from "./courier-state.ts";
import { fillIn, wordsOf, type FormWords } from "./forms.ts";
import type { Fact, Message } from "./message.ts";
import { zonedWords } from "./time-words.ts";

/** What a document says of words. */
export type Wording = Pick<Messaging, "timeZone" | "templates">;

/** How many names a message lists when its channel does not say. */
const NAMES = 20;
const TITLE_LENGTH = 150;
const TEXT_LENGTH = 2_500;

/** The words of a bucket, as a channel of this document is handed them. */
export function messageOf(bucket: Bucket, channel: Channel, wording: Wording): Message {
  const { draft, events, count, clusterCount } = bucket;
  const { audience, topic, severity, needsPerson, rollout, incident, atMs, to } = draft;
  const words = wordsOf(draft.form, wording.templates?.[audience]?.[topic]);
  const values = valuesOf(bucket, channel.digest?.max ?? NAMES, wording.timeZone ?? "UTC");
  const title = clip(firstLine(fillIn(words.title, values)), TITLE_LENGTH);
  const text = clip(fillIn(words.text, values), TEXT_LENGTH);
  return {
    id: messageId(draft.form, audience, to ?? "", String(count), ...events),
    audience,
    topic,
    severity,
    needsPerson,
    thread: rollout,
    ...(incident === undefined ? {} : { incident }),
    title,
    // What the title has said already is not said again.
    text: title.endsWith(text) ? "" : text,
    facts: factsOf(bucket, words, values),
    rollout,
    clusters: bucket.clusters.slice(0, channel.digest?.max ?? NAMES),
    clusterCount,
    atMs,
    count,
    events,
    ...(to === undefined ? {} : { to }),
  };
}

/** The same for the same events, audience and place, whenever it is made. */
export function messageId(...parts: readonly string[]): string {
  return `msg_${sha256(JSON.stringify(parts)).slice(0, 26)}`;
}

function valuesOf(
  { draft, clusters, clusterCount, count, reasons }: Bucket,
  max: number,
  timeZone: string,
): Readonly<Record<Placeholder, string>> {
  const more = count > reasons.length && reasons.length > 1 ? "\nand others" : "";
  return {
    rollout: draft.rollout,
    stage: draft.stage,
    target: draft.target,
    clusters:
      clusterCount === 0 ? wholeWords(draft.rollout) : namesWords(clusters, clusterCount, max),
    count: String(count),
    reason: `${reasons.join("\n")}${more}`,
    who: draft.who,
    when: zonedWords(draft.atMs, timeZone),
    until: draft.untilMs === undefined ? "" : zonedWords(draft.untilMs, timeZone),
  };
}

function wholeWords(rollout: string): string {
  return rollout === "" ? "the fleet" : `rollout ${rollout}`;
}

/** `a`, `a and b`, `a, b and c`, `300 clusters (a, b, c, ...)`. */
export function namesWords(names: readonly string[], total: number, max: number): string {
  const shown = names.slice(0, max);
  if (total > shown.length) return `${total} clusters (${shown.join(", ")}, ...)`;
  if (shown.length < 2) return shown.join("");
  return `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

/** What stands beside the words. Customers are told which and when, and nothing of how it is done. */
function factsOf(
  { draft, clusterCount }: Bucket,
  { notice, text }: FormWords,
  values: Readonly<Record<Placeholder, string>>,
): readonly Fact[] {
  const inside = draft.audience !== "customers";
  const facts: readonly Fact[] = [
    { label: "Rollout", value: inside ? draft.rollout : "" },
    { label: "Stage", value: inside ? draft.stage : "" },
    {
      label: clusterCount === 1 ? "Cluster" : "Clusters",
      value: clusterCount === 0 ? "" : values.clusters,
    },
    { label: "When", value: text.includes("{when}") ? "" : values.when },
    { label: "Goes on by itself", value: inside ? values.until : "" },
    { label: "What you will notice", value: notice ?? "" },
  ];
  return facts.filter(({ value }) => value !== "");
}

function firstLine(text: string): string {
  return text.split(/[\r\n]/)[0] ?? "";
}
