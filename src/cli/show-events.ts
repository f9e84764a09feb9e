import type { Event } from "../model/event.ts";
import { isDetail } from "../report/timeline.ts";
import type { EventsAnswer } from "../server/routes/events.ts";
import type { ApiClient } from "./api-client.ts";
import type { Cli } from "./cli.ts";
import { eventLine } from "./event-line.ts";
import { followEvents } from "./follow-events.ts";
import { withQuery } from "./paged.ts";

export interface EventsOptions {
  readonly follow?: boolean;
  readonly cluster?: string;
  readonly all?: boolean;
  readonly output?: "json";
}

/** Prints events, one a line, in the order in which they were recorded. */
export async function showEvents(
  cli: Cli,
  api: ApiClient,
  rollout: string | undefined,
  options: EventsOptions,
): Promise<void> {
  const print = (events: readonly Event[]): void => {
    for (const event of events) {
      if (options.output === "json") cli.terminal.out(`${JSON.stringify(event)}\n`);
      else if (options.all === true || !isDetail(event)) cli.terminal.out(eventLine(event));
    }
  };
  const query = { rollout, cluster: options.cluster };
  if (options.follow === true) {
    for await (const events of followEvents(api, query, cli.clock, cli.terminal.interrupted)) {
      print(events);
    }
    return;
  }
  for (let after = ""; ;) {
    const page = await api.get<EventsAnswer>(
      withQuery("/events", { ...query, after, limit: "1000" }),
    );
    if (page.items.length === 0) return;
    print(page.items);
    after = page.next;
  }
}
