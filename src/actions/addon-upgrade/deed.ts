import type { Outcome } from "../../model/outcome.ts";
import type { AddonPort } from "../../ports/addon-port.ts";
import { outcomeOfStart } from "../start-answer.ts";
import type { AddonMoveInput } from "./input.ts";
import { listed, nameOf } from "./standing.ts";

/** One request to whoever installs the add-on. */
export type AddonDeed = {
  readonly kind: "crds" | "upgrade" | "rollBack";
  readonly addon: string;
  readonly part: AddonMoveInput["part"];
  readonly from: string;
  readonly to: string;
  /** Of proxies: those that are restarted; of everything else none are named. */
  readonly workloads: readonly string[];
  readonly owner: string;
};

/** Words for the record, before it is done. */
export function sayAddonDeed(deed: AddonDeed): string {
  const { kind, addon, from, to, workloads } = deed;
  const named = workloads.length === 0 ? "" : ` in ${listed(workloads)}`;
  switch (kind) {
    case "crds":
      return `bring the CRDs of ${addon} to ${to}`;
    case "upgrade":
      return `upgrade ${nameOf(deed)} from ${from} to ${to}${named}`;
    case "rollBack":
      return `roll ${nameOf(deed)} back to ${to}${named}`;
  }
}

/** Asks for it. What comes of it is read from the cluster. */
export async function actOnAddon(addons: AddonPort, deed: AddonDeed): Promise<Outcome | undefined> {
  const { kind, addon, part, to, workloads, owner } = deed;
  const only = workloads.length === 0 ? {} : { workloads };
  const answer = await (kind === "crds"
    ? addons.upgradeCrds({ addon, to, owner })
    : addons[kind]({ addon, part, to, owner, ...only }));
  return outcomeOfStart(whatOf(deed), answer, "its installer");
}

function whatOf(deed: AddonDeed): string {
  switch (deed.kind) {
    case "crds":
      return `the move of the CRDs of ${deed.addon} to ${deed.to}`;
    case "upgrade":
      return `the upgrade of ${nameOf(deed)} to ${deed.to}`;
    case "rollBack":
      return `the roll back of ${nameOf(deed)} to ${deed.to}`;
  }
}
