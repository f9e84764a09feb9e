import type { AddonPort } from "./addon-port.ts";
import { PortError } from "./port-error.ts";

/** The port of a member whose driver moves no add-ons. Every call throws a terminal `PortError` that says so. */
export function noAddons(provider: string): AddonPort {
  const refuse = (): Promise<never> =>
    Promise.reject(
      new PortError("terminal", `this version upgrades no add-ons on clusters of ${provider}`),
    );
  return { observe: refuse, upgradeCrds: refuse, upgrade: refuse, rollBack: refuse };
}
