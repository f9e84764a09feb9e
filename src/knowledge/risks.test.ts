import { expect, it } from "vitest";
import { celFault } from "../spec/cel.ts";
import { checkRisk, RULE_NAMES } from "./check-risk.ts";
import { knowledge } from "./knowledge.ts";

const risks = knowledge.risks();

it.each(risks.map((risk) => [risk.name, risk] as const))("%s is a whole risk", (_, risk) => {
  expect(checkRisk(JSON.parse(JSON.stringify(risk)), [], [])).toEqual([]);
  for (const { type, cel } of risk.matchingRules) {
    if (type === "CEL") expect(celFault(cel ?? "", RULE_NAMES)).toBeUndefined();
  }
});

/**
 * Every name that was ever given to a risk, in the order in which they came. Names are never taken
 * away, nor given to another risk: acceptances of long ago would hold for what nobody accepted.
 */
const EVER = `
CoreDnsNeedsEndpointSlices EbsCsiDriverMissing DockershimRemoved TokenSecretsNotMade
KubeletConfigFromApiRemoved ExecCredentialV1alpha1Removed KubeletCertificateNotIssued
AuditPolicyBetaRefused PodSecurityPolicyInUse EmptyBudgetSelectorCoversAll LargeListsThrottled
LoadBalancerControllerTooOld AwsAuthUnquotedBrace OldVolumePluginsGone RuntimeWithoutCriV1
GlusterfsVolumesGone CinderCsiDriverMissing SeccompAnnotationsIgnored ContainerRuntimeFlagRefused
EbsInTreeCodeGone AzureDiskInTreeCodeGone DefaultClassForOldClaims UnusedTokensInvalidated
InTreeCloudProviderOff StorageClassNoDefault AmazonLinux2UserData ClusterRoleWithoutZones
InTreeCloudProviderGone KeepTerminatedPodVolumesRefused Sha1CertificatesUsed CephVolumePluginsGone
AmazonLinux2Ended EtcdLeftTooEarly CgroupV1Nodes Containerd1OnEks IngressNginxRetired
ExternalIpsDeprecated GitRepoVolumesOff WorkloadAlphaObjectsLeft SELinuxMountConflicts
StaticPodReferencesRefused EventsWithoutLimit EtcdExperimentalFlagsRefused KubeDnsDeprecated
Containerd1Refused SubuidRangeTooHigh GitRepoVolumesOffByDefault
`
  .trim()
  .split(/\s+/);

it("a name is given once and for ever", () => {
  expect(risks.map(({ name }) => name).toSorted()).toEqual(EVER.toSorted());
  expect(new Set(EVER).size).toBe(EVER.length);
});

/** Changes that break or differ and have no risk, with the reason. */
const WITHOUT_RISK: Readonly<Record<string, string>> = {
  "behaviours/api-1.16": "the checks of removed APIs look for it",
  "behaviours/api-1.22": "the checks of removed APIs look for it",
  "behaviours/api-1.25": "the checks of removed APIs look for it",
  "behaviours/api-1.26": "the checks of removed APIs look for it",
  "behaviours/api-1.27": "the checks of removed APIs look for it",
  "behaviours/api-1.29": "the checks of removed APIs look for it",
  "behaviours/api-1.32": "the checks of removed APIs look for it",
  "behaviours/api-1.37": "the checks of removed APIs look for it",
  "behaviours/beta-off": "what is served already stays served",
  "behaviours/hpa-zero": "more is accepted than before; nothing that is there changes",
};

it("every change that breaks or differs has a risk, or a reason why not", () => {
  const changes = knowledge
    .behaviours()
    .filter(({ impact }) => impact === "breaks" || impact === "behaviour");
  const covered = new Set<string | undefined>(risks.map(({ behaviour }) => behaviour));
  const without = changes.map(({ id }) => id as string).filter((id) => !covered.has(id));
  expect(without.toSorted()).toEqual(Object.keys(WITHOUT_RISK).toSorted());
});

it("a risk comes with the minor of its change, and is never held to be true of everyone", () => {
  for (const { name, behaviour, to, matchingRules } of risks) {
    const change = knowledge.behaviours().find(({ id }) => id === behaviour);
    expect(change?.minor, name).toBe(to);
    expect(change?.lookFor.length, name).toBeGreaterThan(0);
    expect(
      matchingRules.some(({ type }) => type === "Always"),
      name,
    ).toBe(false);
  }
});
