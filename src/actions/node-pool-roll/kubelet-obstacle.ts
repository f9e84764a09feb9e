import { kubeletAllowed } from "../../knowledge/skew.ts";
import type { ProviderView } from "../../ports/provider-port.ts";
import type { RollInput } from "./input.ts";

/** Why no node of this version may be added: a kubelet that an API server may not serve (I2). */
export function kubeletObstacle(
  { controlPlaneVersion, servers }: ProviderView,
  { pool, to }: RollInput,
): string | undefined {
  const versions = [controlPlaneVersion, ...servers.map(({ version }) => version)];
  const wrong = versions.find((version) => !kubeletAllowed(to, version));
  return wrong === undefined
    ? undefined
    : `no node of ${to} is added to pool ${pool}: an API server is at ${wrong}, and a kubelet is never newer than it, nor further behind than the version skew policy allows. Plan again from where the control plane is`;
}
