import type { FindMember, SharedContacts } from "./find-member.ts";
import type { HostServices } from "./host-services.ts";
import type { LoadPlan } from "./load-plan.ts";

/** What finds an upgrade's plan and member again at each tick. */
export interface UpgradeRef {
  readonly fleet: string;
  readonly shape: string;
}

export interface UpgradeTools {
  readonly services: HostServices;
  readonly loadPlan: LoadPlan;
  readonly findMember: FindMember;
  readonly sharedContacts: SharedContacts;
}
