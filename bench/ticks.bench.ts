/** Ticks per second on the engine: read a key's state, one journaled effect, write it, set the next look. */
import { systemClock } from "../src/platform/clock.ts";
import type { HostObject } from "../src/ports/host-port.ts";
import { inEngine } from "./in-engine.ts";

const SECONDS = 10;

export async function measure(): Promise<string> {
  const figures: string[] = [];
  for (const keys of [1, 100, 1_000])
    figures.push(`${await ticksPerSecond(keys)} with ${keys} ${keys === 1 ? "key" : "keys"}`);
  return `${figures.join(", ")} (ticks/s over ${SECONDS} s each)`;
}

async function ticksPerSecond(keys: number): Promise<number> {
  let ticks = 0;
  const ticker: HostObject = {
    name: "Ticker",
    on: async (context) => {
      const count = (await context.get<number>("count")) ?? 0;
      const nowMs = await context.now();
      await context.effect("look", () => Promise.resolve(count));
      context.set("count", count + 1);
      context.timer(nowMs);
      ticks += 1;
    },
  };
  return await inEngine(
    () => [ticker],
    async ({ host }) => {
      const names = Array.from({ length: keys }, (_, index) => `key-${index}`);
      await Promise.all(names.map((name) => host.send("Ticker", name, { kind: "tick" })));
      const before = ticks;
      await systemClock.sleep(SECONDS * 1000);
      return Math.round((ticks - before) / SECONDS);
    },
  );
}
