import type { Look } from "../render/output.ts";
import { fleetEntry, knownProvider, type NamedCluster } from "./fleet-entry.ts";

/** How `discover -o wide` and `-o name` show what was found. */
export const discoverLook: Look<NamedCluster> = {
  kind: "clusters",
  name: ({ name }) => name,
  columns: [
    { title: "name", value: ({ name }) => name },
    { title: "version", value: ({ ways }) => versionOf(ways) ?? "unknown" },
    { title: "provider", value: (found) => knownProvider(found)?.provider.kind ?? "unknown" },
    { title: "managed by", value: (found) => fleetEntry(found).cluster.managedBy?.kind ?? "" },
    { title: "found as", value: ({ ways }) => ways.map(({ source }) => source).join(", ") },
    {
      title: "why",
      value: (found) => knownProvider(found)?.why ?? found.best.provider.why,
      wide: true,
    },
    { title: "identity", value: ({ ways }) => identityOf(ways) ?? "", wide: true },
    { title: "not read", value: ({ best }) => best.unread ?? "", wide: true },
  ],
};

function versionOf(ways: NamedCluster["ways"]): string | undefined {
  return ways.find(({ version }) => version !== undefined)?.version;
}

function identityOf(ways: NamedCluster["ways"]): string | undefined {
  return ways.find(({ identity }) => identity !== undefined)?.identity;
}
