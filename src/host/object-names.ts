/** The names under which the host keeps our objects; they never change, or what is stored is not found again. */
export const ROLLOUT = "Rollout";
export const UPGRADE = "Upgrade";
export const MEMBER = "Member";
export const COURIER = "Courier";
