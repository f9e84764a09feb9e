import { object, type ObjectContext, TerminalError } from "@restatedev/restate-sdk";
import type { Clock } from "../platform/clock.ts";
import { EffectFailed, type HostObject } from "../ports/host-port.ts";
import { Envelope, HANDLER, Timer, TIMER } from "./envelope.ts";
import { RestateContext } from "./restate-context.ts";

const FIRST_AGAIN_MS = 500;
const LONGEST_AGAIN_MS = 60_000;
/** How long a handler may be silent before Restate takes its process for dead and tries again. */
const SILENCE_MS = 60_000;

export interface ObjectSetting {
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

/** An object as Restate runs it: one exclusive handler a key, state read only as it is asked for. */
export function restateObject(hosted: HostObject, setting: ObjectSetting): RestateObject {
  return object({
    name: hosted.name,
    handlers: {
      [HANDLER]: async (restate: ObjectContext, sent: unknown) =>
        handle(hosted, setting, restate, Envelope.parse(sent)),
    },
    options: {
      enableLazyState: true,
      journalRetention: 0,
      inactivityTimeout: SILENCE_MS,
      abortTimeout: SILENCE_MS,
    },
  });
}

export type RestateObject = ReturnType<typeof object>;

async function handle(
  hosted: HostObject,
  setting: ObjectSetting,
  restate: ObjectContext,
  envelope: Envelope,
): Promise<unknown> {
  const due = envelope.kind === "tick" ? await standingTimer(restate, envelope) : undefined;
  if (envelope.kind === "tick" && due === undefined) return undefined;
  const context = new RestateContext(restate, hosted.name, setting.clock, due);
  try {
    const message = envelope.kind === "tick" ? { kind: "tick" } : envelope.message;
    const answer = await hosted.on(context, message);
    context.commit();
    return answer;
  } catch (error) {
    if (error instanceof EffectFailed) return failed(context, envelope, error);
    setting.log(`${hosted.name}/${restate.key} is tried again: ${String(error)}`);
    throw error;
  }
}

/** The timer to which the tick belongs, if it still stands. */
async function standingTimer(
  restate: ObjectContext,
  tick: Envelope & { kind: "tick" },
): Promise<Timer | undefined> {
  const timer = Timer.safeParse(await restate.get(TIMER));
  return timer.success && timer.data.generation === tick.generation ? timer.data : undefined;
}

/**
 * The journal holds the failure, so another try would only read it again: whoever waits is told, and
 * a message for which nobody waits is sent again, to be handled with an empty journal.
 */
function failed(context: RestateContext, envelope: Envelope, error: EffectFailed): void {
  if (envelope.kind === "message" && envelope.waits) {
    throw new TerminalError(error.message);
  }
  const tries = (envelope.tries ?? 0) + 1;
  const afterMs = Math.min(FIRST_AGAIN_MS * 2 ** (tries - 1), LONGEST_AGAIN_MS);
  context.sendAgain({ ...envelope, tries }, afterMs);
}
