import type { WorldDocument } from "../../world/world-document.ts";
import type { VirtualClock } from "../virtual-clock.ts";
import type { WatchedWorld } from "../watched-world.ts";
import type { Faults } from "./fault-kinds.ts";
import type { Span } from "./fault-schedule.ts";
import { actForeign, FOREIGNER } from "./foreign-writer.ts";
import { worldStrikes, type Strike } from "./world-faults.ts";

export interface WorldStorm {
  readonly seed: number;
  readonly faults: Faults;
  readonly span: Span;
  readonly world: WatchedWorld;
  readonly clock: VirtualClock;
  readonly document: WorldDocument;
}

/** Lets strike what the seed has in store for the clusters; `calm` ends it and mends what is broken. */
export function strikeWorld(storm: WorldStorm): { calm(): void } {
  const { world, clock, document } = storm;
  let isCalm = false;
  const targets = document.spec.clusters.flatMap((cluster) =>
    document.spec.templates
      .filter(({ name }) => name === cluster.template)
      .map((template) => ({ cluster, template })),
  );
  for (const strike of worldStrikes(storm, targets)) {
    clock.at(strike.atMs, () => {
      if (!isCalm) hit(world, clock, strike);
    });
  }
  return {
    calm: () => {
      isCalm = true;
      for (const { cluster } of targets) mend(world, cluster.name);
    },
  };
}

function hit(world: WatchedWorld, clock: VirtualClock, strike: Strike): void {
  if (strike.kind === "foreign") return actForeign(world, clock, strike);
  world.askNow(strike.cluster, "break", { fault: strike.fault });
}

function mend(world: WatchedWorld, name: string): void {
  for (const { fault } of world.peek.clusters[name]?.faults ?? []) {
    world.askNow(name, "repair", { name: fault.name });
  }
  for (const node of world.peek.clusters[name]?.nodes ?? []) {
    if (node.cordonedBy === FOREIGNER) {
      world.askNow(name, "uncordon", { node: node.name, owner: FOREIGNER });
    }
  }
}
