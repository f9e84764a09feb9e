import type { ProviderView } from "../../ports/provider-port.ts";
import { changePorts } from "./change-ports.ts";
import type { PlantedBug } from "./planted-bug.ts";

export const acceptedIsDone: PlantedBug = {
  id: "I8",
  says: "A driver tells the version that was asked for as the one that is there",
  plant: () => ({
    connect: changePorts(({ provider }) => ({
      provider: { ...provider, observe: async () => hasty(await provider.observe()) },
    })),
  }),
};

function hasty({ upgradingTo, ...view }: ProviderView): ProviderView {
  if (upgradingTo === undefined) return view;
  const servers = view.servers.map((server) => ({ ...server, version: upgradingTo }));
  return { ...view, status: "active", controlPlaneVersion: upgradingTo, servers };
}
