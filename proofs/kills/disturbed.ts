import { mkdirSync } from "node:fs";
import path from "node:path";
import type { ChildProcess } from "node:child_process";
import { openSqliteRecords } from "../../src/drivers/records/sqlite/sqlite-records.ts";
import type { Event } from "../../src/model/event.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { endNow, killNow, must, restatePids, startUp } from "../fleetlift-process.ts";
import type { Consequences, Field } from "./field.ts";

export interface Killing {
  readonly kills: number;
  readonly random: () => number;
  /** Trees of sources: fleetlift is started from the first, and after a kill from another in turn. */
  readonly trees: readonly string[];
  readonly say: (line: string) => void;
}

export interface Run {
  readonly events: readonly Event[];
  readonly consequences: Consequences;
  readonly ended: boolean;
  readonly killed: {
    readonly fleetlift: number;
    readonly restate: number;
    readonly otherCode: number;
  };
  readonly seconds: number;
}

/** Runs the field's rollout to its end while killing. */
export async function disturbed(field: Field, dataDir: string, killing: Killing): Promise<Run> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const endField = await field.prepare(dataDir);
  const victim = new Victim(field, dataDir, killing);
  try {
    await victim.start();
    must(dataDir, "apply", ...field.files(dataDir).flatMap((file) => ["-f", file]));
    must(dataDir, "start", field.rollout, "--reason", "the proof starts it");
    return await victim.run();
  } finally {
    await victim.end();
    await endField();
  }
}

/** How often people look. */
const ATTEND_MS = 1_000;

class Victim {
  readonly #field: Field;
  readonly #dataDir: string;
  readonly #killing: Killing;
  readonly #killed = { fleetlift: 0, restate: 0, otherCode: 0 };
  #child: ChildProcess | undefined;
  #tree = 0;

  constructor(field: Field, dataDir: string, killing: Killing) {
    this.#field = field;
    this.#dataDir = dataDir;
    this.#killing = killing;
  }

  async start(): Promise<void> {
    const tree = this.#killing.trees[this.#tree % this.#killing.trees.length] ?? "";
    this.#child = await startUp(tree, this.#dataDir, this.#field.upArgs);
  }

  async end(): Promise<void> {
    if (this.#child !== undefined) await endNow(this.#child);
  }

  async run(): Promise<Run> {
    const beganMs = systemClock.nowMs();
    for (let kill = 1; kill <= this.#killing.kills && !(await this.#ended()); kill += 1) {
      const [least, most] = this.#field.rest;
      await this.#attendFor((least + this.#killing.random() * (most - least)) * 1000);
      await this.#kill(kill);
    }
    const limitMs = beganMs + this.#field.limitSeconds * 1000;
    while (!(await this.#ended()) && systemClock.nowMs() < limitMs) await this.#attendFor(250);
    const ended = await this.#ended();
    const events = await this.#events();
    const consequences = await this.#field.consequences(this.#dataDir, events);
    return {
      events,
      consequences,
      ended,
      killed: this.#killed,
      seconds: Math.round((systemClock.nowMs() - beganMs) / 1000),
    };
  }

  /** Lets people do what they have to, and time pass. */
  async #attendFor(ms: number): Promise<void> {
    const untilMs = systemClock.nowMs() + ms;
    do {
      this.#field.attend?.(this.#dataDir, await this.#events());
      await systemClock.sleep(Math.min(ATTEND_MS, Math.max(0, untilMs - systemClock.nowMs())));
    } while (systemClock.nowMs() < untilMs);
  }

  /** Fleetlift itself three times of five, Restate otherwise, as far as chance goes. */
  async #kill(kill: number): Promise<void> {
    const { random, say } = this.#killing;
    if (random() < 0.6 || this.#child === undefined) {
      say(`kill ${kill}: fleetlift`);
      this.#killed.fleetlift += 1;
      if (this.#child !== undefined) await killNow(this.#child);
      await systemClock.sleep(random() * 1_500);
      this.#tree += 1;
      this.#killed.otherCode += 1;
      await this.start();
    } else {
      say(`kill ${kill}: Restate`);
      this.#killed.restate += 1;
      for (const pid of restatePids(this.#dataDir)) process.kill(pid, "SIGKILL");
    }
  }

  async #ended(): Promise<boolean> {
    const events = await this.#events();
    return this.#field.isOver?.(events) ?? events.some(({ kind }) => kind === "rollout.ended");
  }

  async #events(): Promise<readonly Event[]> {
    const records = openSqliteRecords(path.join(this.#dataDir, "records.db"));
    try {
      const events: Event[] = [];
      for (let after = ""; ;) {
        const page = await records.read({ after, limit: 5_000 });
        events.push(...page.events);
        if (page.events.length === 0) return events;
        after = page.next;
      }
    } finally {
      await records.close();
    }
  }
}
