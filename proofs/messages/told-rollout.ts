/** The shop's rollout, with a cluster that fails at first, while fleetlift and Restate are killed. */
import type { ChildProcess } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { openSqliteRecords } from "../../src/drivers/records/sqlite/sqlite-records.ts";
import { channelStateSchema, CHANNEL_STATE } from "../../src/host/channel-state.ts";
import type { Event } from "../../src/model/event.ts";
import { messagingSchema, type Messaging } from "../../src/model/messaging.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { packageRoot } from "../../src/platform/package-root.ts";
import type { RecordPort } from "../../src/ports/record-port.ts";
import { endNow, killNow, must, restatePids, startUp } from "../fleetlift-process.ts";
import type { Receivers } from "./receivers.ts";

export interface ToldSetting {
  readonly folder: string;
  readonly tree: string;
  readonly receivers: Receivers;
  readonly kills: number;
  readonly random: () => number;
  readonly say: (line: string) => void;
}

export interface ToldRun {
  readonly messaging: Messaging;
  readonly done: boolean;
  readonly killed: { readonly fleetlift: number; readonly restate: number };
  readonly seconds: number;
}

const ROLLOUT = "kubernetes-1-36";
const BROKEN = "shop-canary";
/** So slow that the kills strike while there is something to tell. */
const SPEED = "180";
const LIMIT_MS = 900_000;
/** Nothing waits for so long any more: what has not arrived then does not. */
const QUIET_MS = 15_000;

const shop = path.join(packageRoot, "examples", "shop");

export class ToldRollout {
  readonly dataDir: string;
  readonly #setting: ToldSetting;
  readonly #killed = { fleetlift: 0, restate: 0 };
  readonly #began = systemClock.nowMs();
  #child: ChildProcess | undefined;
  #isMended = false;
  #retries = 0;

  constructor(setting: ToldSetting) {
    this.#setting = setting;
    this.dataDir = path.join(setting.folder, "data");
  }

  async run(): Promise<ToldRun> {
    const { folder, receivers, kills, random } = this.#setting;
    mkdirSync(this.dataDir, { mode: 0o700 });
    const file = path.join(folder, "messaging.json");
    writeFileSync(file, JSON.stringify(receivers.messaging));
    await this.#start();
    const documents = [file, path.join(shop, "fleet.yaml"), path.join(shop, "rollout.yaml")];
    must(this.dataDir, "apply", ...documents.flatMap((name) => ["-f", name]));
    const broken = ["dns", "WorkloadUnavailable", "workload=kube-system/coredns"];
    must(this.dataDir, "world", "break", BROKEN, ...broken);
    must(this.dataDir, "start", ROLLOUT, "--reason", "the proof starts it");
    for (let kill = 1; kill <= kills; kill += 1) {
      await systemClock.sleep(1_000 + random() * 2_000);
      await this.#kill(kill);
      await this.#mend();
    }
    const done = await this.#untilTold();
    const { spec } = messagingSchema.parse(receivers.messaging);
    const seconds = Math.round((systemClock.nowMs() - this.#began) / 1000);
    return { messaging: spec, done, killed: this.#killed, seconds };
  }

  async end(): Promise<void> {
    if (this.#child !== undefined) await endNow(this.#child);
  }

  async #start(): Promise<void> {
    const world = ["--world", path.join(shop, "world.yaml"), "--speed", SPEED];
    this.#child = await startUp(this.#setting.tree, this.dataDir, world);
  }

  /** Fleetlift itself three times of four, Restate otherwise. */
  async #kill(kill: number): Promise<void> {
    const { random, say } = this.#setting;
    if (random() < 0.75 || this.#child === undefined) {
      this.#killed.fleetlift += 1;
      if (this.#child !== undefined) await killNow(this.#child);
      await this.#start();
    } else {
      this.#killed.restate += 1;
      for (const pid of restatePids(this.dataDir)) process.kill(pid, "SIGKILL");
    }
    if (kill % 10 === 0) say(`${kill} kills`);
  }

  /** When the rollout has failed: what ails the broken cluster is mended, and it is tried again. */
  async #mend(): Promise<void> {
    if (!(await this.#hasFailed())) return;
    if (!this.#isMended) must(this.dataDir, "world", "repair", BROKEN, "dns");
    this.#isMended = true;
    this.#retries += 1;
    must(this.dataDir, "retry", ROLLOUT, "--reason", `it is mended, try ${this.#retries}`);
    this.#setting.say(`the rollout failed, is mended and tried again`);
  }

  /** Until the rollout is done, nothing waits at any channel, and nothing came for a while. */
  async #untilTold(): Promise<boolean> {
    for (let quietMs = 0; quietMs < QUIET_MS;) {
      if (systemClock.nowMs() - this.#began > LIMIT_MS) return false;
      await systemClock.sleep(500);
      await this.#mend();
      const isTold = (await this.#isDone()) && (await this.#nothingWaits());
      quietMs = isTold ? quietMs + 500 : 0;
    }
    return true;
  }

  /** While it is killed again and again, a step of this fast world may well take too long. */
  async #hasFailed(): Promise<boolean> {
    const events = await this.#events();
    const last = events.findLast(({ kind }) => kind === "rollout.ended" || kind === "rollout.runs");
    return last?.kind === "rollout.ended" && last.result === "failed";
  }

  async #isDone(): Promise<boolean> {
    const events = await this.#events();
    return events.some(({ kind, result }) => kind === "rollout.ended" && result === "done");
  }

  async #nothingWaits(): Promise<boolean> {
    return await withRecords(this.dataDir, async (records) => {
      const { documents } = await records.listDocuments({
        kind: CHANNEL_STATE,
        after: "",
        limit: 50,
      });
      return documents
        .map(({ json }) => channelStateSchema.parse(JSON.parse(json)))
        .every(({ pending, state }) => pending === 0 && state === "ok");
    });
  }

  async #events(): Promise<readonly Event[]> {
    return await withRecords(this.dataDir, async (records) => {
      const page = await records.read({ after: "", limit: 10_000, streamPrefix: "rollout/" });
      return page.events;
    });
  }
}

export async function withRecords<T>(
  dataDir: string,
  work: (records: RecordPort) => Promise<T>,
): Promise<T> {
  const records = openSqliteRecords(path.join(dataDir, "records.db"));
  try {
    return await work(records);
  } finally {
    await records.close();
  }
}
