/** Rules by which a cluster whose turn it is may not start yet. */
export type StartRule =
  | "canaries"
  | "canary-soak"
  | "cluster-dependency"
  | "freeze"
  | "window"
  | "window-fit";

/** Why a cluster whose turn it is may not start yet. */
export interface StartReason {
  /** Clusters that wait for one reason share a key, like `window:C1`. */
  readonly key: string;
  readonly rule: StartRule;
  /** Of one cluster, as an answer to what it waits for. */
  readonly words: string;
  /** Of several. */
  readonly wordsOfMany: string;
  /** True when it does not end by itself. */
  readonly needsPerson: boolean;
  /** When it ends by itself; left out, nobody knows. */
  readonly untilMs?: number;
  /** Of its calendar: the zone that its times are said in. */
  readonly timeZone?: string;
}
