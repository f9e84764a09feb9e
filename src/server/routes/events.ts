import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import { eventSchema, type Event } from "../../model/event.ts";
import type { Core } from "../core.ts";
import { followRecords, type EventPage } from "../record-tail.ts";
import { pageOf, pageQuery, problems, type Api } from "./route.ts";

const eventsPage = pageOf(eventSchema).meta({ id: "EventPage" });
export type EventsAnswer = { readonly items: readonly Event[]; readonly next: string };

const query = pageQuery.extend({
  rollout: z.string().optional(),
  cluster: z.string().optional(),
});
type Query = z.infer<typeof query>;

const route = createRoute({
  method: "get",
  path: "/events",
  summary: "What happened, in the order in which it was recorded",
  description:
    "As `text/event-stream`, each message is a page of events and its id is the cursor after it; with `last-event-id` the stream goes on from there, and it never ends by itself.",
  request: {
    query,
    headers: z.object({ accept: z.string().optional(), "last-event-id": z.string().optional() }),
  },
  responses: {
    200: {
      description: "events",
      content: {
        "application/json": { schema: eventsPage },
        "text/event-stream": { schema: z.string() },
      },
    },
    ...problems,
  },
});

export function addEvents(app: Api, core: Core): void {
  app.openapi(route, async (context) => {
    const asked = context.req.valid("query");
    const { accept = "", "last-event-id": lastId } = context.req.valid("header");
    if (accept.includes("text/event-stream")) {
      return stream(context, core, { ...asked, after: lastId ?? asked.after });
    }
    const { events, next } = await nextMatching(core, asked);
    return context.json({ items: events, next }, 200);
  });
}

const matches =
  (asked: Query) =>
  (event: Event): boolean =>
    (asked.rollout === undefined || event.rollout === asked.rollout) &&
    (asked.cluster === undefined ||
      event.cluster === asked.cluster ||
      event.clusters?.includes(asked.cluster) === true);

/** Reads on until something matches or the records end, so that an empty page means the end. */
async function nextMatching(core: Core, asked: Query): Promise<EventPage> {
  let after = asked.after;
  for (;;) {
    const page = await core.records.read({ after, limit: asked.limit });
    const events = page.events.filter(matches(asked));
    if (events.length > 0 || page.events.length === 0) return { events, next: page.next };
    after = page.next;
  }
}

function stream(context: Context, core: Core, asked: Query): Response {
  return streamSSE(context, async (sse) => {
    const left = new AbortController();
    sse.onAbort(() => left.abort());
    const signal = AbortSignal.any([left.signal, core.closing]);
    for await (const page of followRecords(core.records, asked.after, signal)) {
      const items = page.events.filter(matches(asked));
      if (items.length > 0) await sse.writeSSE({ id: page.next, data: JSON.stringify(items) });
    }
  });
}
