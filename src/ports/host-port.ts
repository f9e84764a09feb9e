import type { Json } from "../model/data.ts";

/** What a message to a key may not hold more of in one value of its state. */
export const STATE_LIMIT_BYTES = 16 * 1024;

/**
 * An effect or a call that failed for good: its tries are used up, or the failure will not heal.
 * It is journaled like an answer, so the same again when the message is handled again. One that
 * nobody catches ends the handling without writing anything: whoever called gets it as the answer,
 * and a message that nobody waits for is handled again from the start, later.
 */
export class EffectFailed extends Error {
  override readonly name = "EffectFailed";
}

/**
 * What one message to one key of an object may do. Everything here is journaled: when the process
 * is killed and the message is handled again, what was answered before is answered again.
 */
export interface HostContext {
  readonly key: string;
  /** Now, in epoch milliseconds of the fleet's clock; the same again when the message is handled again. */
  now(): Promise<number>;
  /** A value of this key's state. The type is the caller's to check when the form may have changed. */
  get<T>(name: string): Promise<T | undefined>;
  /** Written together with the message's end, or not at all. Throws when the JSON has more than `STATE_LIMIT_BYTES`. */
  set(name: string, value: Json | object): void;
  clear(name: string): void;
  /**
   * Runs `run`, once in most cases, at least once in all; its answer is journaled as JSON. A throw
   * is answered as `EffectFailed` after the host's own bounded tries are used up; a terminal
   * `PortError` at once.
   */
  effect<T>(name: string, run: () => Promise<T>): Promise<T>;
  /** A message to another key, handled after this one ends or alongside; in order per key. */
  send(object: string, key: string, message: object): void;
  /** Asks another key and waits for the answer. Never in a circle: keys are locked meanwhile. Throws `EffectFailed`. */
  call<T>(object: string, key: string, message: object): Promise<T>;
  /** Sets this key's one timer, in place of any before; when it is due the key gets `{ kind: "tick" }`. */
  timer(atMs: number): void;
  /** Takes the timer away. */
  noTimer(): void;
}

/**
 * An object with many keys: one message of a key is handled at a time. A handler that throws is
 * tried again with backoff, and its key waits meanwhile: refusals are answers, never throws.
 */
export interface HostObject {
  readonly name: string;
  /** `message` comes from outside the type system: it is what somebody sent, perhaps an older build. */
  on(context: HostContext, message: unknown): Promise<Json | void>;
}

/** A host that runs objects. Messages sent to it are delivered whatever is killed. */
export interface HostPort {
  /**
   * Hands a message over. With the same `idempotencyKey` again nothing is handled twice. Resolves
   * when the host has it in safe keeping, not when it was handled.
   */
  send(
    object: string,
    key: string,
    message: object,
    options?: { readonly idempotencyKey?: string },
  ): Promise<void>;
  /** Hands a message over and waits for the answer. */
  call<T>(
    object: string,
    key: string,
    message: object,
    options?: { readonly idempotencyKey?: string },
  ): Promise<T>;
  /** Wakes every key whose timer is overdue by more than `slackMs`; returns how many. */
  sweep(slackMs: number): Promise<number>;
}
