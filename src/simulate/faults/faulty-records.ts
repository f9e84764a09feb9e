import { PortError } from "../../ports/port-error.ts";
import type { RecordPort } from "../../ports/record-port.ts";
import type { Event } from "../../model/event.ts";
import { runningFor } from "../cut-point.ts";

export interface RecordFaults {
  /** Whether the disk is full now. */
  readonly isFull: () => boolean;
  /** Told of events that are in the record for the first time, in their order. */
  readonly tell: (events: readonly Event[]) => void;
}

/**
 * Records whose disk is full for a while: reading goes on, and whatever is to be written fails. A
 * handling can be lost right before a write and right after it.
 */
export function faultyRecords(
  records: RecordPort,
  told: readonly Event[],
  { isFull, tell }: RecordFaults,
): RecordPort {
  const write = async <T>(what: string, run: () => Promise<T>): Promise<T> => {
    await runningFor()?.passes(what);
    if (isFull()) {
      throw new PortError("transient", "the records could not be used: the disk is full");
    }
    const before = told.length;
    const answer = await run();
    if (told.length > before) tell(told.slice(before));
    await runningFor()?.passes(`${what}, done`);
    return answer;
  };
  return {
    ...records,
    append: (events) => write("append", () => records.append(events)),
    putBlob: (json) => write("put blob", () => records.putBlob(json)),
    putDocument: (document) => write("put document", () => records.putDocument(document)),
  };
}
