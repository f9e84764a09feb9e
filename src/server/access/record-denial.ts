/**
 * Job: writes down who was denied what.
 * Owns: the stream `access` of the records.
 * The same denial again is written once a minute at most, so that a loop somewhere does not fill the disk.
 */
import type { Clock } from "../../platform/clock.ts";
import type { RecordPort } from "../../ports/record-port.ts";
import { ownStream } from "../own-stream.ts";

const STREAM = "access";
const AGAIN_MS = 60_000;
/** Different denials that are remembered; beyond these they are written as they come. */
const REMEMBERED = 1_000;

export interface Denial {
  readonly actor: string;
  /** `POST /rollouts/x/orders`. */
  readonly request: string;
  readonly rollout: string;
  readonly why: string;
}

export type RecordDenial = (denial: Denial) => Promise<void>;

export function denialRecorder(records: RecordPort, clock: Clock): RecordDenial {
  const toldAtMs = new Map<string, number>();
  const stream = ownStream(records, STREAM);
  return async ({ actor, request, rollout, why }) => {
    const nowMs = clock.nowMs();
    const key = `${actor} ${request} ${why}`;
    if (nowMs - (toldAtMs.get(key) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) return;
    if (toldAtMs.size >= REMEMBERED) toldAtMs.clear();
    toldAtMs.set(key, nowMs);
    const reason = `${request} was denied: ${why}`;
    await stream.append([{ kind: "access.denied", actor, rollout, rule: "rights", reason }], nowMs);
  };
}
