/**
 * One try at one message: the context that the handler is given. Owns the writes, sends and the
 * timer until the message ends, and reads and extends the message's journal.
 *
 * 1. What is in the journal is answered from it; nothing that is there is done again.
 * 2. Nothing but the journal leaves a try that was cut off or that threw.
 * 3. After the cut every operation of the try hangs for ever, as in a process that is gone.
 */
import type { Json } from "../model/data.ts";
import { EffectFailed, type HostContext } from "../ports/host-port.ts";
import { PortError } from "../ports/port-error.ts";
import { stateText } from "../ports/state-text.ts";
import { type CutPlace, runFor } from "./cut-point.ts";
import type { VirtualClock } from "./virtual-clock.ts";

export type Answer =
  | { readonly kind: "value"; readonly text: string | undefined }
  | { readonly kind: "failure"; readonly message: string };

interface Entry {
  readonly label: string;
  readonly answer: Answer | Promise<Answer>;
}

/** What was answered to a message so far, by the order of the questions. */
export type Journal = (Entry | undefined)[];

export interface Outgoing {
  readonly object: string;
  readonly key: string;
  readonly text: string;
}

export type TimerOrder =
  | { readonly kind: "keep" }
  | { readonly kind: "none" }
  | { readonly kind: "at"; readonly atMs: number };

/** What a try needs of the host that runs it. */
export interface HandlingSetting {
  readonly object: string;
  readonly key: string;
  /** A tick never sees a time before that for which it was set, whatever became of the clock. */
  readonly notBeforeMs: number;
  readonly clock: VirtualClock;
  readonly journal: Journal;
  readonly state: ReadonlyMap<string, string>;
  /** Asked between any two journaled operations; true cuts the try off here. */
  readonly cutsAt: (label: string) => boolean;
  readonly call: (call: Outgoing) => Promise<Answer>;
  /** Told of every wait for another key, so that the host knows that this try stands still. */
  readonly await: (to: Outgoing, answer: Promise<Answer>) => Promise<Answer>;
}

const EFFECT_TRIES = 4;
const FIRST_EFFECT_DELAY_MS = 200;

export class Handling implements HostContext, CutPlace {
  readonly object: string;
  readonly key: string;
  /** Resolves when the try is cut off; never otherwise. */
  readonly cut: Promise<void>;
  readonly writes = new Map<string, string | undefined>();
  readonly sends: Outgoing[] = [];
  timerOrder: TimerOrder = { kind: "keep" };
  readonly #setting: HandlingSetting;
  #asked = 0;
  #isCut = false;
  #announceCut: () => void = () => {};

  constructor(setting: HandlingSetting) {
    this.#setting = setting;
    this.object = setting.object;
    this.key = setting.key;
    this.cut = new Promise((resolve) => {
      this.#announceCut = resolve;
    });
  }

  async now(): Promise<number> {
    return Number(
      await this.#journaled("now", async () => {
        const { clock, notBeforeMs } = this.#setting;
        return valueAnswer(Math.max(clock.nowMs(), notBeforeMs));
      }),
    );
  }

  async get<T>(name: string): Promise<T | undefined> {
    const text = this.writes.has(name) ? this.writes.get(name) : this.#setting.state.get(name);
    // What is kept came from `set`; its form is the caller's to check, as the contract says.
    return text === undefined ? undefined : (JSON.parse(text) as T);
  }

  set(name: string, value: Json | object): void {
    this.writes.set(name, stateText(name, value));
  }

  clear(name: string): void {
    this.writes.set(name, undefined);
  }

  async effect<T>(name: string, run: () => Promise<T>): Promise<T> {
    // The journal has what `run` gave, now or in an earlier try.
    return (await this.#journaled(`effect ${name}`, () => this.#tryEffect(name, run))) as T;
  }

  send(object: string, key: string, message: object): void {
    this.sends.push({ object, key, text: JSON.stringify(message) });
  }

  async call<T>(object: string, key: string, message: object): Promise<T> {
    const outgoing = { object, key, text: JSON.stringify(message) };
    const label = `call ${object}/${key}`;
    const index = this.#nextIndex();
    let kept = this.#kept(index, label);
    if (kept === undefined) {
      await this.passes(label);
      // In the journal as soon as it is made: handled again, the same call is waited for.
      kept = this.#setting.call(outgoing);
      this.#setting.journal[index] = { label, answer: kept };
    }
    const answer = await this.#setting.await(outgoing, Promise.resolve(kept));
    await this.passes(`${label}, answered`);
    // What the other object answers is the caller's to know, as the contract says.
    return opened(answer) as T;
  }

  timer(atMs: number): void {
    this.timerOrder = { kind: "at", atMs };
  }

  noTimer(): void {
    this.timerOrder = { kind: "none" };
  }

  /** Hangs for ever when the try is cut off at this point. */
  passes(label: string): Promise<void> | undefined {
    if (!this.#isCut && this.#setting.cutsAt(label)) this.cutOff();
    return this.#isCut ? new Promise(() => {}) : undefined;
  }

  /** The process that runs this try is gone. */
  cutOff(): void {
    this.#isCut = true;
    this.#announceCut();
  }

  async #journaled(label: string, make: () => Promise<Answer>): Promise<unknown> {
    const index = this.#nextIndex();
    const kept = this.#kept(index, label);
    if (kept !== undefined) return opened(await kept);
    await this.passes(label);
    const answer = await make();
    await this.passes(`${label}, not yet kept`);
    this.#setting.journal[index] = { label, answer };
    return opened(answer);
  }

  #nextIndex(): number {
    this.#asked += 1;
    return this.#asked - 1;
  }

  /** What the journal has at this place; throws when it belongs to another question. */
  #kept(index: number, label: string): Entry["answer"] | undefined {
    const kept = this.#setting.journal[index];
    if (kept !== undefined && kept.label !== label) {
      throw new Error(
        `handled again, operation ${index} was "${kept.label}" and is now "${label}"`,
      );
    }
    return kept?.answer;
  }

  async #tryEffect(name: string, run: () => Promise<unknown>): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      try {
        return valueAnswer(await runFor(this, run));
      } catch (error) {
        const final = error instanceof PortError && error.class === "terminal";
        if (final || tries >= EFFECT_TRIES) {
          return { kind: "failure", message: `${name}: ${messageOf(error)}` };
        }
        await this.#setting.clock.sleep(FIRST_EFFECT_DELAY_MS * 2 ** (tries - 1));
        await this.passes(`effect ${name}, try ${tries + 1}`);
      }
    }
  }
}

export function valueAnswer(value: unknown): Answer {
  return { kind: "value", text: JSON.stringify(value) };
}

/** The value of an answer, undefined for an answer without one; throws `EffectFailed` for a failure. */
export function opened(answer: Answer): unknown {
  if (answer.kind === "failure") throw new EffectFailed(answer.message);
  return answer.text === undefined ? undefined : JSON.parse(answer.text);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
