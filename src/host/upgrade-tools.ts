import type { FindMember, FoundMember, SharedContacts } from "./find-member.ts";
import type { HostServices } from "./host-services.ts";
import type { LoadPlan } from "./load-plan.ts";

/** What finds an upgrade's plan and member again at each tick. */
export interface UpgradeRef {
  readonly fleet: string;
  readonly shape: string;
  /** Its member as the fleet had it at the beginning: an upgrade that runs does not lose it. */
  readonly known?: FoundMember;
}

export interface UpgradeTools {
  readonly services: HostServices;
  readonly loadPlan: LoadPlan;
  readonly findMember: FindMember;
  readonly sharedContacts: SharedContacts;
}
