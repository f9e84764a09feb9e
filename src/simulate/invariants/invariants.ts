import { noSkippedMinor } from "./i1-no-skipped-minor.ts";
import { replacedBeforeRemoved } from "./i12-replaced-before-removed.ts";
import { reasons } from "./i13-reasons.ts";
import { approvedPlan } from "./i14-approved-plan.ts";
import { kubeletSkew } from "./i2-kubelet-skew.ts";
import { compatiblePairs } from "./i3-compatible-pairs.ts";
import { unavailableNodes } from "./i4-unavailable-nodes.ts";
import { stageLimits } from "./i5-stage-limits.ts";
import { permissionToStart } from "./i6-permission-to-start.ts";
import { oneUpgradeAMember } from "./i7-one-upgrade-a-member.ts";
import { effectsAndConsequences } from "./i8-effects-and-consequences.ts";
import { marksPutBack } from "./i9-marks-put-back.ts";
import type { Invariant } from "./invariant.ts";

/** All that are watched, in the order in which they are asked. */
export const invariants: readonly Invariant[] = [
  noSkippedMinor,
  kubeletSkew,
  compatiblePairs,
  unavailableNodes,
  stageLimits,
  permissionToStart,
  oneUpgradeAMember,
  effectsAndConsequences,
  marksPutBack,
  replacedBeforeRemoved,
  reasons,
  approvedPlan,
];
