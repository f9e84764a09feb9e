import type { Handle } from "../messages/courier-state.ts";
import type { Message } from "../messages/message.ts";
import type { How } from "../messages/next-deed.ts";
import type { Channel } from "../model/messaging.ts";
import { PortError } from "./port-error.ts";

/** A message on its way. */
export interface Delivery {
  readonly message: Message;
  /** `reply` stands under `previous`, `update` takes its place; channels that have neither send a new one. */
  readonly how: How;
  /** What this channel gave back for the message before. */
  readonly previous?: Handle | undefined;
  /**
   * It was begun before, first at this real time, and nobody knows what came of it: a channel that
   * can look finds what is there already, and gives back its handle. `taken` are those of several
   * addresses that have it, as `PartlyTaken` said.
   */
  readonly again?: { readonly sinceMs: number; readonly taken?: readonly string[] } | undefined;
  /**
   * To be called by a channel that can neither look nor knows that a repeat does no harm, when the
   * message is written out whole and only the answer is missing.
   */
  readonly handed?: (() => Promise<void>) | undefined;
}

/**
 * A way to people. `send` is at least once: the same message again (by its `id`) shows once where
 * the channel has a key for that, or can look. Throws `ChannelRefusal` for what asking again would
 * not mend, `Throttled` when it asked for a pause, `PortError` otherwise; `transient` may pass,
 * `terminal` needs a person to mend the channel. No error holds a secret.
 */
export interface ChannelPort {
  send(delivery: Delivery): Promise<Handle>;
}

/** Opens the way that a document describes. */
export type OpenChannel = (channel: Channel) => Promise<ChannelPort>;

/** This message, or the place that it was for: others may well go through. */
export class ChannelRefusal extends PortError {
  /** `gone` is what it was to stand under or in place of. */
  readonly of: "message" | "gone";

  constructor(of: "message" | "gone", message: string) {
    super("terminal", message);
    this.of = of;
  }
}

/** The other side asked to be left alone for a while, in real milliseconds. */
export class Throttled extends PortError {
  readonly afterMs: number;

  constructor(afterMs: number, message: string) {
    super("transient", message);
    this.afterMs = afterMs;
  }
}

/** Some of its addresses have it, and others were put off: it is sent again to these only. */
export class PartlyTaken extends PortError {
  /** All that have it by now. */
  readonly taken: readonly string[];

  constructor(taken: readonly string[], message: string) {
    super("transient", message);
    this.taken = taken;
  }
}
