import { defineAction } from "../action.ts";
import { inputSchema } from "../input-schema.ts";
import { decideAddonPutBack } from "./decide-put-back.ts";
import { decideAddonUpgrade } from "./decide.ts";
import { actOnAddon, sayAddonDeed } from "./deed.ts";
import { addonMoveInput } from "./input.ts";

/** Brings one part of an add-on to a version, its CRDs before it. */
export const addonUpgrade = defineAction({
  spec: {
    name: "addon.upgrade",
    title: "Upgrade an add-on",
    inputs: inputSchema(addonMoveInput),
    touches: ["add-ons", "pods"],
    undo: {
      kind: "step",
      uses: "addon.rollback",
      how: "it brings the add-on back to the version before; its CRDs stay",
    },
    typicalMs: { low: 2 * 60_000, high: 15 * 60_000 },
  },
  input: addonMoveInput,
  open: ({ openMember }) => openMember(),
  observe: ({ addons }, { addon }) => addons.observe(addon),
  decide: decideAddonUpgrade,
  putBack: decideAddonPutBack,
  say: sayAddonDeed,
  act: ({ addons }, deed) => actOnAddon(addons, deed),
});
