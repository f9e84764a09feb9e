/**
 * The host in process, on a virtual clock. Owns every key's queue, state and timer; runs one
 * message at a time per key and, when a handler waits for the clock or for another key, others
 * beside it. The same objects, clock, seed and messages give the same order.
 *
 * 1. A message leaves its queue only together with its writes, sends and timer.
 * 2. A tick of a timer that was replaced or taken away does nothing.
 * 3. What cannot be handled stays at the head of its queue and is told by `stuck`.
 */
import { EffectFailed, type HostObject, type HostPort } from "../ports/host-port.ts";
import { nextTurn } from "../platform/turn.ts";
import {
  type Answer,
  Handling,
  messageOf,
  opened,
  type Outgoing,
  valueAnswer,
} from "./handling.ts";
import {
  type KeyBox,
  KeyTable,
  type Mail,
  type StuckMessage,
  type TickFate,
  type Waiter,
} from "./key-table.ts";
import { seededRandom } from "./seeded-random.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** A place between two journaled operations. `n` counts all such places since the host began. */
export interface CrashPoint {
  readonly object: string;
  readonly key: string;
  readonly label: string;
  readonly n: number;
}

/** How much is lost at a crash point, and how long it takes until the message is handled again. */
export interface Crash {
  /** One try at one message, or every try that is under way, with all that the objects kept in memory. */
  readonly of: "handling" | "process";
  readonly backAfterMs: number;
}

/** A key as it stands after a message. Its state is JSON by name. */
export interface KeptKey {
  readonly object: string;
  readonly key: string;
  readonly state: ReadonlyMap<string, string>;
  /** When its timer is due, if it has one. */
  readonly timerAtMs: number | undefined;
  /** Messages that wait or come back, the one under way included. */
  readonly messages: number;
}

export interface InProcessHostOptions {
  readonly objects: readonly HostObject[];
  /** Makes the objects anew, as a new process does after a crash of the whole; the same ones without it. */
  readonly reopen?: () => readonly HostObject[];
  readonly clock: VirtualClock;
  /** Shuffles which key is next among those that are ready; without it, first come, first served. */
  readonly seed?: number;
  /** True, or a crash, cuts the handling off at this point; the message is then handled again. */
  readonly crash?: (point: CrashPoint) => boolean | Crash;
  /** Asked for every tick that is due. */
  readonly tickFate?: () => TickFate;
  /** Told of each key whose message has ended. */
  readonly onKept?: (kept: KeptKey) => void;
}

export interface InProcessHost extends HostPort {
  /** Handles one message, or jumps to the next due moment up to `limitMs`. False when there is neither. */
  step(limitMs?: number): Promise<boolean>;
  /** Handles everything that is due up to `ms`, and leaves the clock there. */
  advanceTo(ms: number): Promise<void>;
  /** Goes on until the predicate holds; false when it does not by `limitMs` or nothing is left to do. */
  runUntil(predicate: () => boolean | Promise<boolean>, limitMs: number): Promise<boolean>;
  /** Hands a message over and gives the answer when there is one; whoever steps the host drives it. */
  ask<T>(object: string, key: string, message: object): Promise<T>;
  stuck(): readonly StuckMessage[];
  /** Every key that was ever used. */
  keys(): Iterable<KeptKey>;
  /** State of a key as it was last written, for tests and reports. */
  stateOf(object: string, key: string): Readonly<Record<string, unknown>>;
  /** Forgets the wake-up of a key and leaves its timer standing: what `sweep` is there for. */
  loseWakeUp(object: string, key: string): void;
}

const HANDLING_TRIES = 8;
const FIRST_RETRY_MS = 1_000;
const FIRST_AGAIN_MS = 500;
const LONGEST_RETRY_MS = 60_000;
/** Turns of the event loop after which a handler that is not done is taken to sleep on the clock. */
const PATIENT_TURNS = 3;
/** Most handlers of a simulation wait for nothing but each other: these need no turn of the event loop. */
const QUICK_TURNS = 500;
const AT_ONCE = Promise.resolve();

export function inProcessHost(options: InProcessHostOptions): InProcessHost {
  return new Host(options);
}

class Host implements InProcessHost {
  readonly #clock: VirtualClock;
  readonly #options: InProcessHostOptions;
  readonly #keys: KeyTable;
  readonly #answered = new Map<string, Promise<Answer>>();
  readonly #tries = new Set<Try>();
  #objects: ReadonlyMap<string, HostObject>;
  /** Tries that run and do not wait for another key. */
  #active = 0;
  #points = 0;
  /** Between a crash of the whole process and its return nothing is handled. */
  #isDown = false;
  #steps: Promise<unknown> = Promise.resolve();

  constructor(options: InProcessHostOptions) {
    const { objects, clock, seed, tickFate } = options;
    this.#options = options;
    this.#clock = clock;
    this.#objects = byName(objects);
    const random = seed === undefined ? undefined : seededRandom(seed);
    this.#keys = new KeyTable(clock, random, tickFate);
  }

  async send(
    object: string,
    key: string,
    message: object,
    options: { readonly idempotencyKey?: string } = {},
  ): Promise<void> {
    void this.#hand(
      { object, key, text: JSON.stringify(message) },
      options.idempotencyKey,
      "nobody",
    );
  }

  async call<T>(
    object: string,
    key: string,
    message: object,
    options: { readonly idempotencyKey?: string } = {},
  ): Promise<T> {
    const outgoing = { object, key, text: JSON.stringify(message) };
    const waiting = { isOver: false };
    const answer = this.#hand(outgoing, options.idempotencyKey, "outsider").finally(() => {
      waiting.isOver = true;
    });
    while (!waiting.isOver) {
      const stepped = await this.step();
      if (!stepped && !waiting.isOver) throw new Error(`nobody answers ${object}/${key}`);
    }
    // What the object answers is the caller's to know, as the contract says.
    return opened(await answer) as T;
  }

  async ask<T>(object: string, key: string, message: object): Promise<T> {
    const outgoing = { object, key, text: JSON.stringify(message) };
    // What the object answers is the caller's to know, as the contract says.
    return opened(await this.#hand(outgoing, undefined, "outsider")) as T;
  }

  async sweep(slackMs: number): Promise<number> {
    return this.#keys.wakeOverdue(this.#clock.nowMs() - slackMs);
  }

  step(limitMs = Number.POSITIVE_INFINITY): Promise<boolean> {
    const step = this.#steps.then(() => this.#step(limitMs));
    this.#steps = step.catch(() => undefined);
    return step;
  }

  async advanceTo(ms: number): Promise<void> {
    while (await this.step(ms));
    this.#clock.moveTo(ms);
  }

  async runUntil(predicate: () => boolean | Promise<boolean>, limitMs: number): Promise<boolean> {
    while (!(await predicate())) {
      if (!(await this.step(limitMs))) return predicate();
    }
    return true;
  }

  stuck(): readonly StuckMessage[] {
    return this.#keys.stuck();
  }

  *keys(): Iterable<KeptKey> {
    for (const box of this.#keys.boxes()) yield keptKey(box);
  }

  stateOf(object: string, key: string): Readonly<Record<string, unknown>> {
    const state = [...this.#keys.box(object, key).state];
    return Object.fromEntries(state.map(([name, text]) => [name, JSON.parse(text) as unknown]));
  }

  loseWakeUp(object: string, key: string): void {
    this.#keys.box(object, key).timer?.takeBack();
  }

  /** Puts a message from outside into its queue, unless one with this idempotency key was there before. */
  #hand(outgoing: Outgoing, idempotencyKey: string | undefined, waiter: Waiter): Promise<Answer> {
    const { object, key } = outgoing;
    if (!this.#objects.has(object)) throw new Error(`there is no object "${object}"`);
    const before = `${object}/${key}/${idempotencyKey ?? ""}`;
    const known = idempotencyKey === undefined ? undefined : this.#answered.get(before);
    if (known !== undefined) return known;
    const answer = this.#put(outgoing, waiter);
    if (idempotencyKey !== undefined) this.#answered.set(before, answer);
    return answer;
  }

  async #step(limitMs: number): Promise<boolean> {
    await this.#settled();
    const box = this.#isDown ? undefined : this.#keys.takeReady();
    if (box === undefined) {
      const nextMs = this.#clock.nextDueMs();
      if (nextMs === undefined || nextMs > limitMs) return false;
      this.#clock.fireNext();
    } else {
      void this.#handle(box);
    }
    await this.#settled();
    return true;
  }

  /** Waits until every try is done, waits for another key, or sleeps on the clock. */
  async #settled(): Promise<void> {
    for (let quick = 0; this.#active > 0 && quick < QUICK_TURNS; quick += 1) await AT_ONCE;
    for (let turns = 0; this.#active > 0; turns += 1) {
      if (turns >= PATIENT_TURNS && this.#clock.sleepers > 0) return;
      await nextTurn();
    }
  }

  async #handle(box: KeyBox): Promise<void> {
    const mail = box.queue[0];
    if (mail === undefined || this.#keys.dropStale(box, mail)) return this.#keys.release(box);
    const attempt = this.#begin(box, mail);
    const { handling } = attempt;
    const cut = handling.cut.then(() => "cut" as const);
    try {
      const outcome = await Promise.race([this.#tryOnce(box, mail, handling), cut]);
      if (outcome === "cut") return this.#handleAgain(box, attempt.backAfterMs);
      this.#keys.commit(box, mail, handling, outcome);
      this.#options.onKept?.(keptKey(box));
    } catch (error) {
      this.#failed(box, mail, error);
    } finally {
      attempt.endWait?.();
      if (attempt.isActive) this.#active -= 1;
      attempt.isActive = false;
      this.#tries.delete(attempt);
    }
  }

  #handleAgain(box: KeyBox, afterMs: number): void {
    if (afterMs === 0) return this.#keys.release(box);
    this.#clock.at(this.#clock.nowMs() + afterMs, () => this.#keys.release(box));
  }

  #begin(box: KeyBox, mail: Mail): Try {
    const { object, key, timer } = box;
    const attempt: Try = {
      backAfterMs: 0,
      isActive: true,
      endWait: undefined,
      handling: new Handling({
        object,
        key,
        notBeforeMs: mail.generation === undefined ? 0 : (timer?.atMs ?? 0),
        clock: this.#clock,
        journal: mail.journal,
        state: box.state,
        cutsAt: (label) => this.#cutsAt(attempt, label),
        call: (outgoing) => this.#put(outgoing, "key"),
        await: (to, answer) => this.#await(attempt, box, to, answer),
      }),
    };
    this.#active += 1;
    this.#tries.add(attempt);
    return attempt;
  }

  #cutsAt(attempt: Try, label: string): boolean {
    this.#points += 1;
    const { object, key } = attempt.handling;
    const crash = this.#options.crash?.({ object, key, label, n: this.#points }) ?? false;
    if (typeof crash === "boolean") return crash;
    attempt.backAfterMs = crash.backAfterMs;
    if (crash.of === "process") this.#goDown(crash.backAfterMs);
    return true;
  }

  /** Every try is gone, and what the objects kept in memory; keys, queues and journals are safe. */
  #goDown(forMs: number): void {
    for (const attempt of this.#tries) {
      attempt.backAfterMs = forMs;
      attempt.handling.cutOff();
    }
    this.#isDown = true;
    this.#clock.at(this.#clock.nowMs() + forMs, () => {
      this.#isDown = false;
      this.#objects = byName(this.#options.reopen?.() ?? [...this.#objects.values()]);
    });
  }

  async #tryOnce(box: KeyBox, mail: Mail, handling: Handling): Promise<Answer> {
    const object = this.#objects.get(box.object);
    if (object === undefined) throw new Error(`there is no object "${box.object}"`);
    const answer = valueAnswer(await object.on(handling, JSON.parse(mail.text)));
    await handling.passes("end");
    return answer;
  }

  #put(outgoing: Outgoing, waiter: Waiter): Promise<Answer> {
    return new Promise((reply) => {
      this.#keys.put(outgoing, waiter, reply);
    });
  }

  async #await(attempt: Try, box: KeyBox, to: Outgoing, answer: Promise<Answer>): Promise<Answer> {
    attempt.endWait = this.#keys.waiting(box, to);
    attempt.isActive = false;
    this.#active -= 1;
    try {
      return await answer;
    } finally {
      // One that was cut off meanwhile is over and waits for nothing any more.
      if (this.#tries.has(attempt)) {
        attempt.endWait();
        attempt.isActive = true;
        this.#active += 1;
      }
    }
  }

  #failed(box: KeyBox, mail: Mail, error: unknown): void {
    mail.tries += 1;
    mail.error = messageOf(error);
    if (error instanceof EffectFailed) {
      // The same journal would give the same failure again: tell whoever waits, or begin anew.
      if (mail.waiter !== "nobody") return this.#keys.refuse(box, mail, error.message);
      return this.#keys.sendAgain(box, mail, delayMs(FIRST_AGAIN_MS, mail.tries));
    }
    if (mail.tries >= HANDLING_TRIES) {
      box.isStuck = true;
      if (mail.waiter === "outsider") mail.reply({ kind: "failure", message: mail.error });
      return;
    }
    this.#handleAgain(box, delayMs(FIRST_RETRY_MS, mail.tries));
  }
}

/** One try at one message, as the host keeps it. */
interface Try {
  readonly handling: Handling;
  /** When it is cut off: how long until the message is handled again. */
  backAfterMs: number;
  /** False while it waits for another key, and when it is over. */
  isActive: boolean;
  endWait: (() => void) | undefined;
}

function delayMs(firstMs: number, tries: number): number {
  return Math.min(firstMs * 2 ** (tries - 1), LONGEST_RETRY_MS);
}

function byName(objects: readonly HostObject[]): ReadonlyMap<string, HostObject> {
  return new Map(objects.map((object) => [object.name, object]));
}

function keptKey({ object, key, state, timer, queue, comingBack }: KeyBox): KeptKey {
  return { object, key, state, timerAtMs: timer?.atMs, messages: queue.length + comingBack };
}
