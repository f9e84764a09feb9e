/**
 * At least once: a step that is told as done has been done, in the world. Exactly once: streams have
 * no gap and no second version, an attempt ends once, what is counted is what there is, and no
 * machine is there twice.
 */
import type { Event, StreamHead } from "../../model/event.ts";
import { brokenAt, emptyHead } from "../../model/event.ts";
import type { Invariant, Watch } from "./invariant.ts";
import { lookAtCounts } from "./i8-counts.ts";
import { lookAtEffect } from "./i8-effects.ts";
import { lookAtMachines } from "./i8-machines.ts";
import type { Scene } from "./scene.ts";

export const effectsAndConsequences: Invariant = {
  id: "I8",
  says: "A step's effect happens at least once, and its consequence exactly once",
  watch: (scene) => watchEffects(scene),
};

function watchEffects(scene: Scene): Watch {
  const heads = new Map<string, StreamHead>();
  const ends = new Set<string>();
  return {
    take: (happening) => {
      switch (happening.kind) {
        case "event":
          return (
            breaksChain(heads, happening.event) ??
            endsTwice(ends, happening.event) ??
            lookAtEffect(scene, happening.event)
          );
        case "kept":
          return lookAtCounts(scene, happening.kept);
        case "world":
          return lookAtMachines(scene, happening);
        case "planned":
          return undefined;
      }
    },
    full: () => brokenStream(scene.events()) ?? wrongCounts(scene),
  };
}

function breaksChain(heads: Map<string, StreamHead>, event: Event): string | undefined {
  const { stream, seq, hash, previousHash } = event;
  const head = heads.get(stream) ?? emptyHead(stream);
  heads.set(stream, { stream, seq, hash });
  if (seq !== head.seq + 1) return `${stream} goes from event ${head.seq} to ${seq}`;
  return previousHash === head.hash
    ? undefined
    : `event ${seq} of ${stream} is not chained to the one before it`;
}

function endsTwice(ends: Set<string>, event: Event): string | undefined {
  if (event.kind !== "cluster.ended" || event.attempt === undefined) return undefined;
  const end = `attempt ${event.attempt} at ${event.cluster} of ${event.rollout}`;
  if (ends.has(end)) return `${end} ended twice`;
  ends.add(end);
  return undefined;
}

function brokenStream(events: readonly Event[]): string | undefined {
  for (const [stream, told] of Map.groupBy(events, (event) => event.stream)) {
    const at = brokenAt(emptyHead(stream), told);
    if (at !== undefined) return `${stream} is broken at event ${at}`;
  }
  return undefined;
}

function wrongCounts(scene: Scene): string | undefined {
  for (const kept of scene.keys()) {
    const words = lookAtCounts(scene, kept);
    if (words !== undefined) return words;
  }
  return undefined;
}
