/** Why a cluster whose turn it is may not start yet. */
export interface StartReason {
  /** Clusters that wait for one reason share a key, like `window:C1`. */
  readonly key: string;
  readonly rule: string;
  /** Of one cluster, as an answer to what it waits for. */
  readonly words: string;
  /** Of several. */
  readonly wordsOfMany: string;
  /** True when it does not end by itself. */
  readonly needsPerson: boolean;
  /** When it ends by itself; left out, nobody knows. */
  readonly untilMs?: number;
}
