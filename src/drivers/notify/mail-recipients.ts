/** What a mail server said of each address that a mail was for. */
import { ChannelRefusal, PartlyTaken } from "../../ports/channel-port.ts";
import { PortError } from "../../ports/port-error.ts";

export interface RefusedAddress {
  readonly address: string;
  readonly code: number;
  /** The server's own line. */
  readonly words: string;
}

export interface Handed {
  /** How errors call the server. */
  readonly who: string;
  /** Whether a contact named the address, and not the channel. */
  readonly isContact: boolean;
  /** Addresses that have it, of this try and of those before. */
  readonly taken: readonly string[];
  readonly refused: readonly RefusedAddress[];
  /** For how long it has been tried, in real milliseconds. */
  readonly triedMs: number;
}

/** Greylisting lets a mail through within the hour; an address that is put off for longer holds up all others no more. */
const LONGEST_PUT_OFF_MS = 3_600_000;

/**
 * Why a mail did not arrive everywhere; undefined when it did. Addresses that were put off (4yz) are
 * tried again, alone. One that is refused for good is told of; where a channel reaches none of its
 * own, that is a fault of the channel, and nothing is given up.
 */
export function notEverywhere(handed: Handed): PortError | undefined {
  const { who, isContact, taken, refused, triedMs } = handed;
  if (refused.length === 0) return undefined;
  const putOff = refused.filter(({ code }) => code < 500);
  const isLong = triedMs > LONGEST_PUT_OFF_MS;
  const words = (list: readonly RefusedAddress[]): string =>
    `${who} answers ${list.map((one) => `${one.words} to ${one.address}`).join(", and ")}`;
  if (putOff.length > 0 && !isLong) {
    return taken.length === 0
      ? new PortError("transient", words(putOff))
      : new PartlyTaken(taken, words(putOff));
  }
  if (taken.length > 0) {
    return new ChannelRefusal("message", `${words(refused)}; the others have it`);
  }
  if (isContact) return new ChannelRefusal("message", words(refused));
  return new PortError(putOff.length === refused.length ? "transient" : "terminal", words(refused));
}
