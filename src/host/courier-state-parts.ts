/**
 * Job: how a courier's state lies in its key: as pieces of one text, so that no value comes near the
 * limit however much waits to be told.
 * Owns: the names `parts` (how many) and `part/N`.
 */
import type { CourierState } from "../messages/courier-state.ts";
import type { HostContext } from "../ports/host-port.ts";

/** A piece in characters: of three bytes each, and with its quotes escaped, still below the limit. */
const PIECE = 5_000;

export async function readCourier(context: HostContext): Promise<CourierState | undefined> {
  const count = await context.get<number>("parts");
  if (count === undefined) return undefined;
  let text = "";
  for (let at = 0; at < count; at += 1) text += (await context.get<string>(partName(at))) ?? "";
  // Written below; new fields of later builds are optional.
  return JSON.parse(text) as CourierState;
}

export async function keepCourier(
  context: HostContext,
  state: CourierState | undefined,
): Promise<void> {
  const before = (await context.get<number>("parts")) ?? 0;
  const text = state === undefined ? "" : JSON.stringify(state);
  const count = Math.ceil(text.length / PIECE);
  for (let at = 0; at < count; at += 1) {
    context.set(partName(at), text.slice(at * PIECE, (at + 1) * PIECE));
  }
  for (let at = count; at < before; at += 1) context.clear(partName(at));
  if (state === undefined) context.clear("parts");
  else context.set("parts", count);
}

const partName = (at: number): string => `part/${at}`;
