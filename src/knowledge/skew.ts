import { compareVersions, minorNumber } from "../model/version.ts";
import { knowledge } from "./knowledge.ts";
import type { SkewRecord } from "./records.ts";

/**
 * How many minors a kubelet of this version may be behind an API server: 3 from kubelet 1.25 on,
 * 2 before (version skew policy, "kubelet"; records skew/kubelet and skew/kubelet-old). "Three
 * behind, two below 1.28" (semantics 1) says the same of the API server: only from 1.28 on is the
 * kubelet three behind a 1.25 or newer.
 */
export function maxKubeletLag(kubelet: string): number {
  const since = skewRule("kubelet");
  const isSince = minorNumber(kubelet) >= minorNumber(stated(since, "fromMinor"));
  return stated(isSince ? since : skewRule("kubelet-old"), "minorsOlder");
}

/** How many minors the kubelet is behind the API server; negative when it is newer. Patches do not count. */
export function kubeletLag(kubelet: string, apiServer: string): number {
  return minorNumber(apiServer) - minorNumber(kubelet);
}

/**
 * Whether this kubelet may talk to this API server: never of a newer minor, and not further behind
 * than `maxKubeletLag` (version skew policy; I2). While API servers of two minors run, ask for both.
 */
export function kubeletAllowed(kubelet: string, apiServer: string): boolean {
  const lag = kubeletLag(kubelet, apiServer);
  return lag >= 0 && lag <= maxKubeletLag(kubelet);
}

/**
 * Whether a control plane may go from one version to the other in one step: never back, and at most
 * one minor up (version skew policy, "kube-apiserver" must not skip minors; record
 * skew/apiserver-no-skip; I1).
 */
export function controlPlaneStepAllowed(from: string, to: string): boolean {
  const minors = minorNumber(to) - minorNumber(from);
  return (
    compareVersions(to, from) >= 0 &&
    minors <= stated(skewRule("apiserver-no-skip"), "minorsAtOnce")
  );
}

/** Whether API servers of these versions may serve side by side: within one minor (version skew policy, "kube-apiserver" in HA; record skew/apiserver-ha). */
export function apiServersAllowed(oldest: string, newest: string): boolean {
  return (
    minorNumber(newest) - minorNumber(oldest) <= stated(skewRule("apiserver-ha"), "minorsOlder")
  );
}

/** The minors that a control plane passes after `from` up to and with `to`: `1.35`, `1.36` from 1.34.4 to 1.36. */
export function minorsBetween(from: string, to: string): readonly string[] {
  const first = minorNumber(from) + 1;
  const count = Math.max(0, minorNumber(to) - minorNumber(from));
  return Array.from({ length: count }, (_, index) => `1.${first + index}`);
}

/** A rule of the skew policy by the end of its id. Throws when there is none: the data is ours. */
function skewRule(name: string): SkewRecord {
  const rule = knowledge.skew().find(({ id }) => id === `skew/${name}`);
  if (rule === undefined) throw new Error(`the knowledge has no record skew/${name}`);
  return rule;
}

function stated<Field extends keyof SkewRecord>(
  rule: SkewRecord,
  field: Field,
): NonNullable<SkewRecord[Field]> {
  const value = rule[field];
  if (value === undefined) throw new Error(`the record ${rule.id} states no ${field}`);
  return value;
}
