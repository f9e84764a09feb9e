import type { ClusterView } from "../../report/rollout-view.ts";

/** The word and the ASCII sign for where a cluster stands, worst first in this list. */
const WORDS = {
  "needs you": "!",
  failed: "x",
  paused: "=",
  running: ">",
  waiting: "~",
  cancelled: "c",
  skipped: "-",
  done: "+",
} as const;

export type ClusterWord = keyof typeof WORDS;

export const signOf = (word: ClusterWord): string => WORDS[word];

const ORDER = new Map(Object.keys(WORDS).map((word, index) => [word, index]));

/** One word for each cluster: what a person must act on stands above everything. */
export function wordOf({ status, needsPerson, paused }: ClusterView): ClusterWord {
  if (paused !== undefined && (status === "running" || status === "waiting")) return "paused";
  if (status === "running" && needsPerson) return "needs you";
  return status;
}

/** Worst first; among equals those that changed last. */
export function worstFirst(clusters: readonly ClusterView[]): readonly ClusterView[] {
  const rank = (cluster: ClusterView): number => ORDER.get(wordOf(cluster)) ?? 0;
  return clusters.toSorted((a, b) => rank(a) - rank(b) || (b.sinceMs ?? 0) - (a.sinceMs ?? 0));
}
