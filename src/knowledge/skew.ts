import { compareVersions, minorNumber } from "../model/version.ts";
import { controlPlaneStepRule, kubeletSkewRules } from "./skew-policy.ts";

/**
 * How many minors a kubelet of this version may be behind an API server: 3 from kubelet 1.25 on,
 * 2 before (version skew policy, "kubelet"; record in skew-policy.ts).
 */
export function maxKubeletLag(kubelet: string): number {
  const [before, since] = kubeletSkewRules;
  return minorNumber(kubelet) >= since.fromKubeletMinor ? since.minorsOlder : before.minorsOlder;
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
 * one minor up (version skew policy, "kube-apiserver" must not skip minors; I1).
 */
export function controlPlaneStepAllowed(from: string, to: string): boolean {
  const minors = minorNumber(to) - minorNumber(from);
  return compareVersions(to, from) >= 0 && minors <= controlPlaneStepRule.minorsAtOnce;
}

/** Whether API servers of these versions may serve side by side: within one minor (version skew policy, "kube-apiserver" in HA). */
export function apiServersAllowed(oldest: string, newest: string): boolean {
  return minorNumber(newest) - minorNumber(oldest) <= controlPlaneStepRule.minorsApart;
}

/** The minors that a control plane passes after `from` up to and with `to`: `1.35`, `1.36` from 1.34.4 to 1.36. */
export function minorsBetween(from: string, to: string): readonly string[] {
  const first = minorNumber(from) + 1;
  const count = Math.max(0, minorNumber(to) - minorNumber(from));
  return Array.from({ length: count }, (_, index) => `1.${first + index}`);
}
