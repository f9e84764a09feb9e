import type { RecordPort } from "../ports/record-port.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** News of this long are told of together. */
const GATHER_MS = 1_000;

/** Records that call `wake` a second after something was appended, once for all that came meanwhile, while `isWanted`. */
export function wakeOnAppend(
  records: RecordPort,
  clock: VirtualClock,
  isWanted: () => boolean,
  wake: () => void,
): RecordPort {
  let isSet = false;
  return {
    ...records,
    append: async (events) => {
      await records.append(events);
      if (isSet || !isWanted()) return;
      isSet = true;
      clock.at(clock.nowMs() + GATHER_MS, () => {
        isSet = false;
        wake();
      });
    },
  };
}
