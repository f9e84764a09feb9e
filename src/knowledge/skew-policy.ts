/** Where a rule was read, and when, so that it can be read again. */
export interface Source {
  readonly repository: string;
  readonly path: string;
  readonly commit: string;
  /** Day on which it was read, `YYYY-MM-DD`. */
  readonly readOn: string;
}

/** How far a kubelet may stand from every API server that it may talk to, in minors. */
export interface KubeletSkewRule {
  readonly id: string;
  /** The rule holds from this minor of the kubelet on, up to the next rule's. */
  readonly fromKubeletMinor: number;
  readonly minorsNewer: number;
  readonly minorsOlder: number;
  readonly source: Source;
}

/** How far an API server may move in one step, in minors. */
export interface ControlPlaneStepRule {
  readonly id: string;
  readonly minorsAtOnce: number;
  /** How far the API servers of one control plane may be apart while it moves. */
  readonly minorsApart: number;
  readonly source: Source;
}

const policyPage: Source = {
  repository: "kubernetes/website",
  path: "content/en/releases/version-skew-policy.md",
  commit: "01bc09751ea9",
  readOn: "2026-11-20",
};

/**
 * The kubelet's rules of the version skew policy, oldest first. The kubelet's own minor decides
 * between them. "Three behind, two below 1.28" (semantics 1) says the same of the API server:
 * only from 1.28 on is the kubelet three behind a 1.25 or newer.
 */
export const kubeletSkewRules: readonly [KubeletSkewRule, KubeletSkewRule] = [
  {
    id: "kubelet-old",
    fromKubeletMinor: 0,
    minorsNewer: 0,
    minorsOlder: 2,
    source: policyPage,
  },
  {
    id: "kubelet",
    fromKubeletMinor: 25,
    minorsNewer: 0,
    minorsOlder: 3,
    source: policyPage,
  },
];

export const controlPlaneStepRule: ControlPlaneStepRule = {
  id: "apiserver-no-skip",
  minorsAtOnce: 1,
  minorsApart: 1,
  source: policyPage,
};
