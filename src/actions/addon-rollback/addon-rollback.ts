import { defineAction } from "../action.ts";
import { decideAddonRollback } from "../addon-upgrade/decide.ts";
import { actOnAddon, sayAddonDeed } from "../addon-upgrade/deed.ts";
import { addonMoveInput } from "../addon-upgrade/input.ts";
import { inputSchema } from "../input-schema.ts";

/** Brings one part of an add-on back from a version to the one before it: what undoes `addon.upgrade`. */
export const addonRollback = defineAction({
  spec: {
    name: "addon.rollback",
    title: "Roll an add-on back",
    inputs: inputSchema(addonMoveInput),
    touches: ["add-ons", "pods"],
    undo: { kind: "step", uses: "addon.upgrade", how: "it brings the add-on up again" },
    typicalMs: { low: 2 * 60_000, high: 15 * 60_000 },
  },
  input: addonMoveInput,
  open: ({ openMember }) => openMember(),
  observe: async ({ addons, provider }, { addon }) => ({
    view: await addons.observe(addon),
    kubernetes: (await provider.observe()).controlPlaneVersion,
  }),
  decide: decideAddonRollback,
  putBack: { nothing: "its installer goes on with what it has begun" },
  say: sayAddonDeed,
  act: ({ addons }, deed) => actOnAddon(addons, deed),
});
