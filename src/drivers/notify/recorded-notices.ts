import { chainEvents, emptyHead, type EventBody } from "../../model/event.ts";
import type { Notice, NotifyPort } from "../../ports/notify-port.ts";
import { PortError } from "../../ports/port-error.ts";
import type { RecordPort } from "../../ports/record-port.ts";

/**
 * Notices as events, each in a stream of its own: from there the channels are told. I8: a stream has
 * one event, so a key that is recorded is never recorded again, whatever it says then. `also` gets
 * every notice too, and drops repeats itself.
 */
export function recordedNotices(
  records: Pick<RecordPort, "append" | "read">,
  also: NotifyPort,
): NotifyPort {
  return {
    notify: async (notice) => {
      await appendOnce(records, notice);
      await also.notify(notice);
    },
  };
}

async function appendOnce(
  records: Pick<RecordPort, "append" | "read">,
  notice: Notice,
): Promise<void> {
  const stream = `notice/${notice.key}`;
  const { events } = chainEvents(emptyHead(stream), [bodyOf(notice)], notice.atMs);
  try {
    await records.append(events);
  } catch (error) {
    // It was told at another time, or in other words: what was told stays.
    if (error instanceof PortError && error.class === "terminal") {
      const { events: told } = await records.read({ after: "", limit: 1, streamPrefix: stream });
      if (told.length > 0) return;
    }
    throw error;
  }
}

function bodyOf({ key, audience, text, cluster }: Notice): EventBody {
  return {
    kind: "notice.given",
    actor: "fleetlift",
    rollout: key.split("/")[0] ?? "",
    ...(cluster === undefined ? {} : { cluster }),
    audience,
    reason: text,
  };
}
