import { COURIER } from "../host/object-names.ts";
import { messagingInForce } from "../host/messaging-in-force.ts";
import type { CourierMessage } from "../host/courier-object.ts";
import type { Clock } from "../platform/clock.ts";
import type { HostPort } from "../ports/host-port.ts";
import type { TailedRecords } from "./record-tail.ts";

/** News of this long are told of together, in real milliseconds. */
const GATHER_MS = 1_000;

export interface WakeSetting {
  readonly records: TailedRecords;
  readonly host: Pick<HostPort, "send">;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

/**
 * Wakes every channel when there is news in the records, and once at the beginning: what was
 * recorded before a crash, nobody may have been woken for. Ends when the signal is aborted.
 */
export async function wakeCouriers(setting: WakeSetting, signal: AbortSignal): Promise<void> {
  const { records, clock, log } = setting;
  // One that was not there yet: the first round wakes in any case.
  let told = -1;
  while (!signal.aborted) {
    const seen = records.appends();
    if (seen === told) await records.appended(seen, signal);
    else {
      // A wake-up that the engine did not take is given again in the next round.
      const woken = await wakeAll(setting).catch((error: unknown) => {
        log(`the channels could not be woken: ${String(error)}`);
        return false;
      });
      if (woken) told = seen;
      await clock.sleep(GATHER_MS * clock.speed, signal);
    }
  }
}

async function wakeAll({ records, host }: WakeSetting): Promise<boolean> {
  const inForce = await messagingInForce(records);
  const wake: CourierMessage = { kind: "wake" };
  for (const { name } of inForce?.messaging.channels ?? []) await host.send(COURIER, name, wake);
  return true;
}
