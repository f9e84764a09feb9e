import { createRoute, z } from "@hono/zod-openapi";
import type { Channel } from "../../model/messaging.ts";
import { CHANNEL_STATE, channelStateSchema, type ChannelState } from "../../host/channel-state.ts";
import type { CourierMessage } from "../../host/courier-object.ts";
import { messagingInForce } from "../../host/messaging-in-force.ts";
import { COURIER } from "../../host/object-names.ts";
import type { Tested } from "../../host/test-channel.ts";
import type { Core } from "../core.ts";
import { Refusal } from "../problem.ts";
import { nameParam, problems, reply, type Api } from "./route.ts";

const channelSchema = channelStateSchema
  .extend({
    /** Which audiences it is for by itself, contacts of clusters aside. */
    audiences: z.array(z.string()),
  })
  .meta({ id: "Channel" });
export type ChannelView = z.infer<typeof channelSchema>;

const list = createRoute({
  method: "get",
  path: "/channels",
  summary: "The channels by which people are told, and how they do",
  responses: {
    200: reply(z.strictObject({ items: z.array(channelSchema) }), "channels in their order"),
    ...problems,
  },
});

const test = createRoute({
  method: "post",
  path: "/channels/{name}/test",
  summary: "Send a test message by a channel, now",
  request: { params: nameParam },
  responses: { 200: reply(z.strictObject({ said: z.string() }), "what came of it"), ...problems },
});

export function addChannels(app: Api, core: Core): void {
  app.openapi(list, async (context) => {
    const inForce = await messagingInForce(core.records);
    const items: ChannelView[] = [];
    for (const channel of inForce?.messaging.channels ?? []) {
      const audiences = Object.entries(inForce?.messaging.audiences ?? {})
        .filter(([, names]) => names?.includes(channel.name) === true)
        .map(([audience]) => audience);
      items.push({ ...(await stateOf(core, channel)), audiences });
    }
    return context.json({ items }, 200);
  });
  app.openapi(test, async (context) => {
    const { name } = context.req.valid("param");
    const inForce = await messagingInForce(core.records);
    const names = inForce?.messaging.channels.map((channel) => channel.name) ?? [];
    if (!names.includes(name)) throw unknownChannel(name, names);
    const order: CourierMessage = {
      kind: "test",
      id: context.get("requestId"),
      actor: context.get("identity").name,
    };
    const tested = await core.host.call<Tested>(COURIER, name, order);
    if (!tested.ok) throw new Refusal(503, tested.why, "mend it, and test it again");
    return context.json({ said: tested.said }, 200);
  });
}

function unknownChannel(name: string, names: readonly string[]): Refusal {
  const help =
    names.length === 0
      ? "there is no channel yet; make one with: fleetlift apply -f FILE (kind Messaging)"
      : `there are: ${names.join(", ")}`;
  return new Refusal(404, `there is no channel ${name}`, help);
}

async function stateOf(core: Core, { name, kind }: Channel): Promise<ChannelState> {
  const document = await core.records.getDocument(CHANNEL_STATE, name);
  const known =
    document === undefined
      ? undefined
      : channelStateSchema.safeParse(JSON.parse(document.json)).data;
  return known ?? { name, kind, state: "ok", sent: 0, pending: 0 };
}
