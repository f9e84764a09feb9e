import * as fc from "fast-check";
import { expect, it } from "vitest";
import { controlPlaneStepAllowed, kubeletAllowed } from "../../knowledge/skew.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { minorNumber } from "../../model/version.ts";
import { pool, snapshot } from "../snapshot.fixture.ts";
import { findPath } from "./find-path.ts";
import { pathRequest } from "./request.fixture.ts";

interface Case {
  readonly seen: Snapshot;
  readonly target: string;
}

const patch = fc.nat({ max: 9 });

/** Clusters in a legal state from 1.20 on, with every minor of the way to be had. */
const cases: fc.Arbitrary<Case> = fc
  .record({ minor: fc.integer({ min: 20, max: 40 }), patch, up: fc.nat({ max: 7 }) })
  .chain(({ minor, patch: at, up }) => {
    const offered = Array.from({ length: up + 1 }, (_, index) =>
      fc
        .array(patch, { minLength: 1, maxLength: 3 })
        .map((patches) =>
          patches.map((each) => `1.${minor + index}.${index === 0 ? at + each : each}`),
        ),
    );
    const kubelet = fc
      .record({ lag: fc.nat({ max: 3 }), patch })
      .map((drawn) => `1.${minor - drawn.lag}.${drawn.lag === 0 ? at : drawn.patch}`)
      .filter((version) => kubeletAllowed(version, `1.${minor}.0`));
    return fc
      .record({
        offered: fc.tuple(...offered),
        pools: fc.array(fc.array(kubelet, { minLength: 1, maxLength: 3 }), { maxLength: 3 }),
      })
      .map(({ offered: available, pools }) => ({
        seen: snapshot(`1.${minor}.${at}`, {
          available: available.flat(),
          pools: pools.map((kubelets, index) => pool(`pool-${index}`, kubelets)),
        }),
        target: `1.${minor + up}`,
      }));
  });

/** Goes through the hops and holds every state on the way against I1 and I2; gives the last state. */
function replay({ seen, target }: Case): {
  readonly server: string;
  readonly kubelets: string[][];
} {
  const path = findPath(pathRequest(seen, target));
  if (path.kind === "blocked") throw new Error(path.problems.map(({ why }) => why).join("; "));
  if (path.kind === "gave-up") throw new Error(path.why);
  let server = seen.controlPlane.version;
  const pools = new Map(
    seen.pools.map(({ name, nodes }) => [name, nodes.map((node) => node.kubeletVersion ?? "")]),
  );
  for (const hop of path.kind === "hops" ? path.hops : []) {
    if (hop.component === "control-plane") {
      expect(hop.from).toBe(server);
      expect(controlPlaneStepAllowed(hop.from, hop.to)).toBe(true);
      server = hop.to;
    } else if (hop.component === "node-pool") {
      expect(pools.get(hop.pool)).toContain(hop.from);
      pools.set(hop.pool, [hop.to]);
    }
    for (const kubelet of [...pools.values()].flat()) {
      expect([kubelet, server, kubeletAllowed(kubelet, server)]).toEqual([kubelet, server, true]);
    }
  }
  return { server, kubelets: [...pools.values()] };
}

/** The fewest moves of a pool from minor to minor while the control plane climbs, by trying all stops. */
function fewestMoves(kubelet: number, server: number, target: number): number {
  const allowed = (older: number, newer: number): boolean =>
    kubeletAllowed(`1.${older}.0`, `1.${newer}.0`);
  if (server === target) return kubelet === target ? 0 : 1;
  const stay = allowed(kubelet, server + 1)
    ? fewestMoves(kubelet, server + 1, target)
    : Number.POSITIVE_INFINITY;
  const stop = kubelet < server ? 1 + fewestMoves(server, server + 1, target) : stay;
  return Math.min(stay, stop);
}

it("every state on the way is legal, and everything ends at the target", () => {
  fc.assert(
    fc.property(cases, (given) => {
      const { server, kubelets } = replay(given);
      expect(minorNumber(server)).toBe(minorNumber(given.target));
      expect(kubelets.every((versions) => versions.every((version) => version === server))).toBe(
        true,
      );
    }),
  );
});

it("no pool is rolled more often than it must", () => {
  fc.assert(
    fc.property(cases, ({ seen, target }) => {
      const path = findPath(pathRequest(seen, target));
      const hops = path.kind === "hops" ? path.hops : [];
      for (const { name, nodes } of seen.pools) {
        const rolls = hops.filter((hop) => hop.component === "node-pool" && hop.pool === name);
        const oldest = Math.min(...nodes.map((node) => minorNumber(node.kubeletVersion ?? "")));
        const [server, goal] = [seen.controlPlane.version, target].map(minorNumber);
        const fewest = fewestMoves(oldest, Number(server), Number(goal));
        // A pool at the target's minor may still have a patch to go.
        const patchOnly = fewest === 0 && rolls.length > 0 ? 1 : 0;
        expect(rolls.length).toBe(fewest + patchOnly);
      }
    }),
  );
});

it("the order in which pools and versions are listed changes nothing", () => {
  fc.assert(
    fc.property(cases, ({ seen, target }) => {
      const turned = {
        ...seen,
        pools: seen.pools.toReversed(),
        available: seen.available.toReversed(),
      };
      expect(findPath(pathRequest(turned, target))).toEqual(findPath(pathRequest(seen, target)));
    }),
  );
});
