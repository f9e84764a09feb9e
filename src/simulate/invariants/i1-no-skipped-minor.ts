import { minorNumber } from "../../model/version.ts";
import { oldestServerVersion } from "../../world/versions.ts";
import type { WorldChange } from "../watched-world.ts";
import type { Invariant } from "./invariant.ts";

/** Asking for a skip is as bad as making one: a provider that refuses it is the last line, not ours. */
export const noSkippedMinor: Invariant = {
  id: "I1",
  says: "A control plane never skips a minor",
  watch: ({ clusters }) => ({
    take: (happening) =>
      happening.kind === "world" ? (skipped(happening) ?? askedToSkip(happening)) : undefined,
    full: () => {
      for (const { name, ledger } of Object.values(clusters())) {
        const far = ledger.controlPlaneUpgrades.find(({ from, to }) => !isOneStep(from, to));
        if (far !== undefined) return `${name} was taken from ${far.from} to ${far.to} at once`;
      }
      return undefined;
    },
  }),
};

function skipped({ cluster, before, after }: WorldChange): string | undefined {
  if (before.controlPlane.servers === after.controlPlane.servers) return undefined;
  for (const { name, version } of after.controlPlane.servers) {
    const was = before.controlPlane.servers.find((server) => server.name === name)?.version;
    if (was !== undefined && !isOneStep(was, version)) {
      return `${name} of ${cluster} went from ${was} to ${version}`;
    }
  }
  return undefined;
}

function askedToSkip({ cluster, before, asked }: WorldChange): string | undefined {
  if (asked?.kind !== "startControlPlaneUpgrade" || asked.by === undefined) return undefined;
  const from = oldestServerVersion(before);
  const { to } = asked.request;
  return minorNumber(to) - minorNumber(from) > 1
    ? `${asked.by} asked for ${to} of ${cluster}, which is at ${from}`
    : undefined;
}

function isOneStep(from: string, to: string): boolean {
  const minors = minorNumber(to) - minorNumber(from);
  return minors === 0 || minors === 1;
}
