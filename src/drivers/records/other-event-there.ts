import type { Event } from "../../model/event.ts";
import { PortError } from "../../ports/port-error.ts";

/** Two writers decided differently about one place of a stream: neither waiting nor repeating heals that. */
export function otherEventThere(event: Event): PortError {
  return new PortError(
    "terminal",
    `event ${event.seq} of ${event.stream} is recorded already and is another one: two writers decided differently`,
  );
}
