/**
 * A program that the test of kills starts, kills and starts again: some keys count with ticks, do
 * one effect a count and send each count on. Ends when all have counted to the end, and prints what
 * came of it. Called with data directory, build and the file that takes the effects.
 */
import { appendFileSync } from "node:fs";
import { systemClock } from "../platform/clock.ts";
import { processTerminal } from "../platform/terminal.ts";
import type { HostObject } from "../ports/host-port.ts";
import { openEngine } from "./open-engine.ts";

const KEYS = Array.from({ length: 10 }, (_, index) => `key-${index}`);
const LAST = 20;
const [dataDir = "", build = "", effects = ""] = process.argv.slice(2);

const counter: HostObject = {
  name: "counter",
  on: async (context, message) => {
    const count = (await context.get<number>("count")) ?? 0;
    if ((message as { kind: string }).kind === "read") return count;
    const next = count + 1;
    await context.effect("count", async () => appendFileSync(effects, `${context.key} ${next}\n`));
    context.set("count", next);
    context.send("sum", context.key, { kind: "add" });
    if (next < LAST) context.timer((await context.now()) + 5);
    else context.noTimer();
    return next;
  },
};

const sum: HostObject = {
  name: "sum",
  on: async (context, message) => {
    const added = (await context.get<number>("added")) ?? 0;
    if ((message as { kind: string }).kind === "add") context.set("added", added + 1);
    return added;
  },
};

const terminal = processTerminal();
const engine = await openEngine({
  dataDir,
  objects: [counter, sum],
  clock: systemClock,
  build,
  log: (line) => terminal.err(`${line}\n`),
});
terminal.out(`open ${engine.info.adopted ? "adopted" : "started"}\n`);
for (const key of KEYS) {
  await engine.host.send("counter", key, { kind: "go" }, { idempotencyKey: `go-${key}` });
}
await all("counter");
await all("sum");
const counts = await read("counter");
const sums = await read("sum");
terminal.out(`done ${JSON.stringify({ counts, sums })}\n`);
await engine.close();

function read(object: string): Promise<readonly number[]> {
  return Promise.all(KEYS.map((key) => engine.host.call<number>(object, key, { kind: "read" })));
}

async function all(object: string): Promise<void> {
  while ((await read(object)).some((count) => count < LAST)) await systemClock.sleep(50);
}
