/**
 * Every key of the in-process host: its queue, its state, its one timer, and whose turn it is.
 * Nothing here waits or calls a handler.
 */
import type { Answer, Handling, Journal, Outgoing } from "./handling.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** A message whose tries are used up. Its key waits. */
export interface StuckMessage {
  readonly object: string;
  readonly key: string;
  readonly message: string;
  readonly error: string;
  readonly tries: number;
}

/** Who waits for an answer: nobody, a caller outside the host, or the handler of another key. */
export type Waiter = "nobody" | "outsider" | "key";

export interface Mail {
  readonly text: string;
  /** Set on a tick: the timer that it belongs to. */
  readonly generation: number | undefined;
  readonly journal: Journal;
  readonly waiter: Waiter;
  readonly reply: (answer: Answer) => void;
  tries: number;
  error: string;
}

export interface KeyBox {
  readonly object: string;
  readonly key: string;
  /** The first is the one being handled, if any is. */
  readonly queue: Mail[];
  readonly state: Map<string, string>;
  timer: Timer | undefined;
  /** In the list of those that are ready, being handled, or waiting for another try. */
  isTaken: boolean;
  isStuck: boolean;
  /** Messages that failed and will be sent again. */
  comingBack: number;
}

/** What becomes of a tick when its time has come. */
export type TickFate =
  | { readonly kind: "delivered" }
  /** Only a sweep finds it. */
  | { readonly kind: "lost" }
  | { readonly kind: "doubled" }
  | { readonly kind: "late"; readonly byMs: number }
  /** Comes before the messages that wait already. */
  | { readonly kind: "overtaking" };

const DELIVERED: TickFate = { kind: "delivered" };

interface Timer {
  readonly generation: number;
  readonly atMs: number;
  readonly takeBack: () => void;
}

const UNTRIED = { tries: 0, error: "" } as const;
const TICK = JSON.stringify({ kind: "tick" });

export class KeyTable {
  readonly #clock: VirtualClock;
  readonly #random: (() => number) | undefined;
  readonly #tickFate: () => TickFate;
  readonly #boxes = new Map<string, KeyBox>();
  readonly #ready: KeyBox[] = [];
  /** Which key's handler waits for which other key, by their names. */
  readonly #waits = new Map<string, string>();
  #generations = 0;

  constructor(
    clock: VirtualClock,
    random: (() => number) | undefined,
    tickFate: () => TickFate = () => DELIVERED,
  ) {
    this.#clock = clock;
    this.#random = random;
    this.#tickFate = tickFate;
  }

  boxes(): Iterable<KeyBox> {
    return this.#boxes.values();
  }

  box(object: string, key: string): KeyBox {
    const name = `${object}/${key}`;
    const known = this.#boxes.get(name);
    if (known !== undefined) return known;
    const box: KeyBox = {
      object,
      key,
      queue: [],
      state: new Map(),
      timer: undefined,
      isTaken: false,
      isStuck: false,
      comingBack: 0,
    };
    this.#boxes.set(name, box);
    return box;
  }

  put(outgoing: Outgoing, waiter: Waiter, reply: (answer: Answer) => void): void {
    this.#enqueue(this.box(outgoing.object, outgoing.key), {
      text: outgoing.text,
      generation: undefined,
      waiter,
      reply,
      ...UNTRIED,
    });
  }

  /** The next key whose turn it is; it is nobody else's until `release`. */
  takeReady(): KeyBox | undefined {
    const index = this.#random === undefined ? 0 : Math.floor(this.#random() * this.#ready.length);
    return this.#ready.splice(index, 1)[0];
  }

  release(box: KeyBox): void {
    box.isTaken = box.queue.length > 0;
    if (box.isTaken) this.#ready.push(box);
  }

  /** True when the message was the tick of a timer that is no more; it is then gone. */
  dropStale(box: KeyBox, mail: Mail): boolean {
    if (mail.generation === undefined || mail.generation === box.timer?.generation) return false;
    box.queue.shift();
    return true;
  }

  /** The end of a message: all that it wrote, sent and set, and its answer. */
  commit(box: KeyBox, mail: Mail, handling: Handling, answer: Answer): void {
    box.queue.shift();
    for (const [name, text] of handling.writes) {
      if (text === undefined) box.state.delete(name);
      else box.state.set(name, text);
    }
    const order = handling.timerOrder;
    if (order.kind !== "keep" || mail.generation !== undefined) this.#stopTimer(box);
    if (order.kind === "at") this.#startTimer(box, order.atMs);
    for (const outgoing of handling.sends) this.put(outgoing, "nobody", () => {});
    mail.reply(answer);
    this.release(box);
  }

  /** Answers a message with a failure and forgets it, with all that it would have written. */
  refuse(box: KeyBox, mail: Mail, message: string): void {
    box.queue.shift();
    mail.reply({ kind: "failure", message });
    this.release(box);
  }

  /** Takes a message that failed out of the queue, and puts it to its end again after a while, to be handled from the start. */
  sendAgain(box: KeyBox, mail: Mail, afterMs: number): void {
    box.queue.shift();
    box.comingBack += 1;
    this.release(box);
    this.#clock.at(this.#clock.nowMs() + afterMs, () => {
      box.comingBack -= 1;
      const { journal: _, ...rest } = mail;
      this.#enqueue(box, rest);
    });
  }

  /** Notes that `from` waits for the other key until the function given back is called; throws on a circle. */
  waiting(from: KeyBox, to: Outgoing): () => void {
    const waiter = `${from.object}/${from.key}`;
    const path = [waiter];
    for (let next: string | undefined = `${to.object}/${to.key}`; next !== undefined;) {
      path.push(next);
      if (next === waiter) throw new Error(`calls in a circle: ${path.join(" -> ")}`);
      next = this.#waits.get(next);
    }
    this.#waits.set(waiter, `${to.object}/${to.key}`);
    return () => this.#waits.delete(waiter);
  }

  /** Puts a tick before every key whose timer was due before `beforeMs`; returns how many. */
  wakeOverdue(beforeMs: number): number {
    const overdue = [...this.#boxes.values()].filter(
      ({ timer, queue }) =>
        timer !== undefined &&
        timer.atMs < beforeMs &&
        !queue.some((mail) => mail.generation === timer.generation),
    );
    for (const box of overdue) this.#tick(box);
    return overdue.length;
  }

  stuck(): readonly StuckMessage[] {
    return [...this.#boxes.values()].flatMap(({ object, key, queue: [mail], isStuck }) =>
      isStuck && mail !== undefined
        ? [{ object, key, message: mail.text, error: mail.error, tries: mail.tries }]
        : [],
    );
  }

  #startTimer(box: KeyBox, atMs: number): void {
    this.#generations += 1;
    const generation = this.#generations;
    const takeBack = this.#clock.at(atMs, () => this.#due(box));
    box.timer = { generation, atMs, takeBack };
  }

  #due(box: KeyBox): void {
    const fate = this.#tickFate();
    switch (fate.kind) {
      case "delivered":
        return this.#tick(box);
      case "lost":
        return;
      case "doubled":
        this.#tick(box);
        return this.put({ object: box.object, key: box.key, text: TICK }, "nobody", () => {});
      case "late": {
        const generation = box.timer?.generation;
        this.#clock.at(this.#clock.nowMs() + fate.byMs, () => {
          if (box.timer?.generation === generation) this.#tick(box);
        });
        return;
      }
      case "overtaking": {
        this.#tick(box);
        const tick = box.queue.pop();
        // The first may be under way already.
        if (tick !== undefined) box.queue.splice(1, 0, tick);
        return;
      }
    }
  }

  #stopTimer(box: KeyBox): void {
    box.timer?.takeBack();
    box.timer = undefined;
  }

  #tick(box: KeyBox): void {
    this.#enqueue(box, {
      text: TICK,
      generation: box.timer?.generation,
      waiter: "nobody",
      reply: () => {},
      ...UNTRIED,
    });
  }

  #enqueue(box: KeyBox, mail: Omit<Mail, "journal">): void {
    box.queue.push({ ...mail, journal: [] });
    if (box.isTaken) return;
    box.isTaken = true;
    this.#ready.push(box);
  }
}
