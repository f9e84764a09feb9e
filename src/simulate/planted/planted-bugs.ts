import { minorLeftOut } from "./i1-minor-left-out.ts";
import { podsOverlooked } from "./i12-pods-overlooked.ts";
import { longWaitUnset } from "./i13-long-wait-unset.ts";
import { otherPatch } from "./i14-other-patch.ts";
import { nodesFirst } from "./i2-nodes-first.ts";
import { addonsForgotten } from "./i3-addons-forgotten.ts";
import { oneMoreAway } from "./i4-one-more-away.ts";
import { oneMoreSlot } from "./i5-one-more-slot.ts";
import { pauseForgotten } from "./i6-pause-forgotten.ts";
import { leaseForAll } from "./i7-lease-for-all.ts";
import { acceptedIsDone } from "./i8-accepted-is-done.ts";
import { doneBeforeTold } from "./i9-done-before-told.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** One for each invariant that is watched. */
export const plantedBugs: readonly PlantedBug[] = [
  minorLeftOut,
  nodesFirst,
  addonsForgotten,
  oneMoreAway,
  oneMoreSlot,
  pauseForgotten,
  leaseForAll,
  acceptedIsDone,
  doneBeforeTold,
  podsOverlooked,
  longWaitUnset,
  otherPatch,
];
