import type { AddonPart, AddonView } from "../ports/addon-port.ts";

/** An add-on of a simulated cluster. The versions themselves stand in the templates of its workloads. */
export interface AddonState {
  readonly name: string;
  readonly managedBy: AddonView["managedBy"];
  /** To be had, oldest first. */
  readonly releases: readonly AddonRelease[];
  /** Minors that one move may pass; any number when left out. */
  readonly minorsAtOnce?: number;
  readonly parts: readonly AddonPartState[];
  readonly crds?: AddonCrdsState;
}

export interface AddonRelease {
  readonly version: string;
  /** Minors of Kubernetes beside which its pods work. */
  readonly kubernetes?: { readonly from: string; readonly to: string };
  readonly crds: readonly CrdShape[];
}

/** A kind of objects as a release brings it. Objects are stored in the last of its versions. */
export interface CrdShape {
  readonly name: string;
  readonly kind: string;
  readonly versions: readonly string[];
}

export interface AddonPartState {
  readonly part: AddonPart;
  /** With `{version}` in it. */
  readonly image: string;
  /** Keys of the workloads that it runs in, or whose pods carry it. */
  readonly workloads: readonly string[];
  /** Versions that it came from and that are kept, the last of them last. */
  readonly history: readonly string[];
  /** Who asked for the last move; empty before the first. */
  readonly changedBy: string;
  readonly failure: string;
  readonly change?: AddonChange;
}

/** A move under way: nothing has changed before `appliesAtMs`, and it ends when the pods have followed. */
export interface AddonChange {
  readonly kind: "upgrade" | "rollback";
  readonly to: string;
  readonly by: string;
  readonly appliesAtMs: number;
  readonly applied: boolean;
  /** Those of the part that move. */
  readonly workloads: readonly string[];
}

export interface AddonCrdsState {
  /** Version of the add-on that they are of. */
  readonly version: string;
  readonly items: readonly (CrdShape & { readonly stored: readonly string[] })[];
  readonly change?: { readonly to: string; readonly by: string; readonly endsAtMs: number };
}

/** By `addon/part`: the versions that pods are made with. */
export type Template = Readonly<Record<string, string>>;

export const templateKey = (addon: string, part: AddonPart): string => `${addon}/${part}`;
