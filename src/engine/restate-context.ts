/**
 * What a handler is given, on Restate. Writes, sends and the timer are collected and handed over
 * together at the end; only then does Restate hear of them.
 *
 * 1. What asks the outside (now, effects, calls, reads of state) is journaled in the order asked.
 * 2. A handling that throws has written and sent nothing.
 */
import { CancelledError, type ObjectContext, TerminalError } from "@restatedev/restate-sdk";
import type { Json } from "../model/data.ts";
import type { Clock } from "../platform/clock.ts";
import { EffectFailed, type HostContext } from "../ports/host-port.ts";
import { PortError } from "../ports/port-error.ts";
import { stateText } from "../ports/state-text.ts";
import { type Envelope, HANDLER, type Timer, TIMER } from "./envelope.ts";
import { jsonText, jsonValue } from "./json-serde.ts";

const EFFECT_TRIES = {
  maxRetryAttempts: 4,
  initialRetryInterval: 100,
  retryIntervalFactor: 3,
} as const;

interface Outgoing {
  readonly object: string;
  readonly key: string;
  readonly message: object;
}

type TimerOrder =
  | { readonly kind: "keep" }
  | { readonly kind: "none" }
  | { readonly kind: "at"; readonly atMs: number };

export class RestateContext implements HostContext {
  readonly key: string;
  readonly #restate: ObjectContext;
  readonly #object: string;
  readonly #clock: Clock;
  /** A tick never sees a time before that for which it was set, whatever the clocks of two processes say. */
  readonly #notBeforeMs: number;
  readonly #writes = new Map<string, string | undefined>();
  readonly #sends: Outgoing[] = [];
  #timerOrder: TimerOrder;

  constructor(restate: ObjectContext, object: string, clock: Clock, due: Timer | undefined) {
    this.key = restate.key;
    this.#restate = restate;
    this.#object = object;
    this.#clock = clock;
    this.#notBeforeMs = due?.dueAtMs ?? 0;
    // A timer whose tick this is has done its work.
    this.#timerOrder = { kind: due === undefined ? "keep" : "none" };
  }

  async now(): Promise<number> {
    return await this.#restate.run("now", () => Math.max(this.#clock.nowMs(), this.#notBeforeMs));
  }

  async get<T>(name: string): Promise<T | undefined> {
    const text = this.#writes.has(name)
      ? this.#writes.get(name)
      : ((await this.#restate.get<string>(name, jsonText)) ?? undefined);
    // What is kept came from `set`; its form is the caller's to check, as the contract says.
    return text === undefined ? undefined : (JSON.parse(text) as T);
  }

  set(name: string, value: Json | object): void {
    this.#writes.set(name, stateText(name, value));
  }

  clear(name: string): void {
    this.#writes.set(name, undefined);
  }

  async effect<T>(name: string, run: () => Promise<T>): Promise<T> {
    return await orEffectFailed(
      name,
      this.#restate.run(name, () => tried(run), EFFECT_TRIES),
    );
  }

  send(object: string, key: string, message: object): void {
    this.#sends.push({ object, key, message });
  }

  async call<T>(object: string, key: string, message: object): Promise<T> {
    const answer = this.#restate.genericCall<Envelope, T>({
      service: object,
      method: HANDLER,
      key,
      parameter: { kind: "message", message, waits: true },
      inputSerde: jsonValue(),
      outputSerde: jsonValue(),
    });
    return await orEffectFailed(`${object}/${key}`, answer);
  }

  timer(atMs: number): void {
    this.#timerOrder = { kind: "at", atMs };
  }

  noTimer(): void {
    this.#timerOrder = { kind: "none" };
  }

  /** Hands everything over that was collected. Waits for nothing, so that it comes in one piece. */
  commit(): void {
    for (const [name, text] of this.#writes) {
      if (text === undefined) this.#restate.clear(name);
      else this.#restate.set(name, text, jsonText);
    }
    for (const { object, key, message } of this.#sends) {
      this.#sendEnvelope(object, key, { kind: "message", message, waits: false }, 0);
    }
    this.#commitTimer();
  }

  /** Sends this very message to this key again, after real milliseconds, to be handled from the start. */
  sendAgain(envelope: Envelope, afterMs: number): void {
    this.#sendEnvelope(this.#object, this.key, envelope, afterMs);
  }

  #commitTimer(): void {
    const order = this.#timerOrder;
    if (order.kind === "keep") return;
    if (order.kind === "none") {
      this.#restate.clear(TIMER);
      return;
    }
    const generation = this.#restate.rand.uuidv4();
    const inMs = Math.ceil((order.atMs - this.#clock.nowMs()) / this.#clock.speed);
    this.#restate.set<Timer>(TIMER, { generation, dueAtMs: order.atMs });
    this.#sendEnvelope(this.#object, this.key, { kind: "tick", generation }, Math.max(0, inMs));
  }

  #sendEnvelope(object: string, key: string, envelope: Envelope, afterMs: number): void {
    this.#restate.genericSend<Envelope>({
      service: object,
      method: HANDLER,
      key,
      parameter: envelope,
      inputSerde: jsonValue(),
      ...(afterMs > 0 ? { delay: afterMs } : {}),
    });
  }
}

/** A failure that will not heal by waiting is not tried again. */
async function tried<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof PortError && error.class === "terminal") {
      throw new TerminalError(error.message);
    }
    throw error;
  }
}

async function orEffectFailed<T>(name: string, answer: PromiseLike<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof TerminalError && !(error instanceof CancelledError)) {
      throw new EffectFailed(`${name}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}
