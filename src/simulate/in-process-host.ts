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
import { type KeyBox, KeyTable, type Mail, type StuckMessage, type Waiter } from "./key-table.ts";
import { seededRandom } from "./seeded-random.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** A place between two journaled operations. `n` counts all such places since the host began. */
export interface CrashPoint {
  readonly object: string;
  readonly key: string;
  readonly label: string;
  readonly n: number;
}

export interface InProcessHostOptions {
  readonly objects: readonly HostObject[];
  readonly clock: VirtualClock;
  /** Shuffles which key is next among those that are ready; without it, first come, first served. */
  readonly seed?: number;
  /** True cuts the handling off at this point; the message is then handled again. */
  readonly crash?: (point: CrashPoint) => boolean;
}

export interface InProcessHost extends HostPort {
  /** Handles one message, or jumps to the next due moment up to `limitMs`. False when there is neither. */
  step(limitMs?: number): Promise<boolean>;
  /** Handles everything that is due up to `ms`, and leaves the clock there. */
  advanceTo(ms: number): Promise<void>;
  /** Goes on until the predicate holds; false when it does not by `limitMs` or nothing is left to do. */
  runUntil(predicate: () => boolean | Promise<boolean>, limitMs: number): Promise<boolean>;
  stuck(): readonly StuckMessage[];
  /** State of a key as it was last written, for tests and reports. */
  stateOf(object: string, key: string): Readonly<Record<string, unknown>>;
  /** Forgets the wake-up of a key and leaves its timer standing: what `sweep` is there for. */
  loseWakeUp(object: string, key: string): void;
}

const HANDLING_TRIES = 8;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** Turns of the event loop after which a handler that is not done is taken to sleep on the clock. */
const PATIENT_TURNS = 3;

export function inProcessHost(options: InProcessHostOptions): InProcessHost {
  return new Host(options);
}

class Host implements InProcessHost {
  readonly #clock: VirtualClock;
  readonly #objects: ReadonlyMap<string, HostObject>;
  readonly #keys: KeyTable;
  readonly #crash: (point: CrashPoint) => boolean;
  readonly #answered = new Map<string, Promise<Answer>>();
  /** Tries that run and do not wait for another key. */
  #active = 0;
  #points = 0;
  #steps: Promise<unknown> = Promise.resolve();

  constructor({ objects, clock, seed, crash }: InProcessHostOptions) {
    this.#clock = clock;
    this.#objects = new Map(objects.map((object) => [object.name, object]));
    this.#keys = new KeyTable(clock, seed === undefined ? undefined : seededRandom(seed));
    this.#crash = crash ?? (() => false);
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
    const box = this.#keys.takeReady();
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
    for (let turns = 0; this.#active > 0; turns += 1) {
      if (turns >= PATIENT_TURNS && this.#clock.sleepers > 0) return;
      await nextTurn();
    }
  }

  async #handle(box: KeyBox): Promise<void> {
    const mail = box.queue[0];
    if (mail === undefined || this.#keys.dropStale(box, mail)) return this.#keys.release(box);
    this.#active += 1;
    const handling = this.#begin(box, mail);
    const cut = handling.cut.then(() => "cut" as const);
    try {
      const outcome = await Promise.race([this.#tryOnce(box, mail, handling), cut]);
      if (outcome === "cut") this.#keys.release(box);
      else this.#keys.commit(box, mail, handling, outcome);
    } catch (error) {
      this.#failed(box, mail, error);
    } finally {
      this.#active -= 1;
    }
  }

  #begin(box: KeyBox, mail: Mail): Handling {
    const { object, key } = box;
    return new Handling({
      key,
      clock: this.#clock,
      journal: mail.journal,
      state: box.state,
      cutsAt: (label) => {
        this.#points += 1;
        return this.#crash({ object, key, label, n: this.#points });
      },
      call: (outgoing) => this.#put(outgoing, "key"),
      await: (to, answer) => this.#await(box, to, answer),
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

  async #await(box: KeyBox, to: Outgoing, answer: Promise<Answer>): Promise<Answer> {
    const done = this.#keys.waiting(box, to);
    this.#active -= 1;
    try {
      return await answer;
    } finally {
      this.#active += 1;
      done();
    }
  }

  #failed(box: KeyBox, mail: Mail, error: unknown): void {
    if (error instanceof EffectFailed) {
      // The same journal would give the same failure again: tell whoever waits, or begin anew.
      if (mail.waiter !== "nobody") return this.#keys.refuse(box, mail, error.message);
      mail.journal.length = 0;
    }
    mail.tries += 1;
    mail.error = messageOf(error);
    if (mail.tries >= HANDLING_TRIES) {
      box.isStuck = true;
      if (mail.waiter === "outsider") mail.reply({ kind: "failure", message: mail.error });
      return;
    }
    const delayMs = Math.min(FIRST_RETRY_MS * 2 ** (mail.tries - 1), LONGEST_RETRY_MS);
    this.#clock.at(this.#clock.nowMs() + delayMs, () => this.#keys.release(box));
  }
}
