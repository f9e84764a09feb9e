import type { Member } from "../model/fleet.ts";
import type { AddonPort } from "./addon-port.ts";
import type { ApiReader } from "./api-reader.ts";
import type { BackupPort } from "./backup-port.ts";
import type { ClusterPort } from "./cluster-port.ts";
import type { MetricsPort } from "./metrics-port.ts";
import type { ProviderPort } from "./provider-port.ts";

/** The ways to a real cluster: through its provider, through its own API, to act on and to read from, and through who installs its add-ons. */
export interface MemberPorts {
  readonly provider: ProviderPort;
  readonly cluster: ClusterPort;
  readonly addons: AddonPort;
  readonly reader: ApiReader;
  /** Left out where the driver cannot take backups of etcd. */
  readonly backups?: BackupPort;
  /** Left out where the fleet names no place for its metrics. */
  readonly metrics?: MetricsPort;
}

/** Opens the ports of a member. Credentials are looked up anew at each call and never kept. Throws `PortError`. */
export type Connect = (member: Member) => Promise<MemberPorts>;
