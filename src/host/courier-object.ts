/**
 * Job: one channel of messages. Reads what is new in the records, decides by `messages/` what of it is
 * told, and hands it over, one message at a time.
 * Owns: how far it has read, what waits to be told, what the channel gave back (`messages/courier-state.ts`
 * says all of it; `courier-state-parts.ts` how it lies in the key).
 * Invariants:
 * 1. Nothing is lost: the records are the queue, and what was taken from them is in the state.
 * 2. A kill costs at most one repeat (`deliver.ts`), and none where the channel has a key or can look.
 * 3. Nobody waits for it: a channel that is dead is tried again with growing pauses, for a day; after
 *    that only when there is news.
 */
import * as z from "zod";
import type { Json } from "../model/data.ts";
import { chainEvents, emptyHead, type EventBody } from "../model/event.ts";
import { canonicalJson } from "../model/hash.ts";
import { newCourier, type CourierState } from "../messages/courier-state.ts";
import { takeIn } from "../messages/gather.ts";
import { nextDeed, type CourierSetting } from "../messages/next-deed.ts";
import { settleDeed, type Delivered } from "../messages/settle-deed.ts";
import type { HostContext, HostObject } from "../ports/host-port.ts";
import { channelDocument, CHANNEL_STATE } from "./channel-state.ts";
import { courierStream, lookForNews, type Seen } from "./courier-look.ts";
import { keepCourier, readCourier } from "./courier-state-parts.ts";
import { joinedDeliveries, type DeliverTools, type HandOver } from "./deliver.ts";
import { knowRollouts } from "./known-rollouts.ts";
import { planLoader } from "./load-plan.ts";
import { COURIER } from "./object-names.ts";
import { recordEvents } from "./record-events.ts";
import { testChannel } from "./test-channel.ts";

export interface CourierServices extends DeliverTools {
  /** How many of the fleet's milliseconds pass in one real one. */
  readonly speed: number;
}

const messageSchema = z.discriminatedUnion("kind", [
  /** The document was applied: a channel that is new begins here, one that failed is tried at once. */
  z.object({ kind: z.literal("open") }),
  /** There is news in the records. */
  z.object({ kind: z.literal("wake") }),
  z.object({ kind: z.literal("test"), id: z.string(), actor: z.string() }),
  z.object({ kind: z.literal("tick") }),
]);

export type CourierMessage = z.infer<typeof messageSchema>;

/** Messages handed over in one turn: the key is not locked for long. */
const ROUNDS = 4;

export function courierObject(services: CourierServices): HostObject {
  const know = knowRollouts(services.records, planLoader(services.records));
  const handOver = joinedDeliveries(services);
  return {
    name: COURIER,
    on: async (context, message): Promise<Json | void> => {
      const order = messageSchema.parse(message);
      if (order.kind === "test") return await testChannel(context, services, order);
      const nowMs = await context.now();
      const kept = awake(await readCourier(context), order);
      // A channel that fails is left alone, and so are the records: they are the queue.
      if (kept?.failing !== undefined && rests(kept, order, nowMs)) return;
      const seen = await context.effect("look", () =>
        lookForNews(services.records, know, context.key, kept),
      );
      await new Turn(context, services, handOver).take(kept, seen, nowMs);
    },
  };
}

/** Who applies the document again has mended something. */
function awake(kept: CourierState | undefined, { kind }: CourierMessage): CourierState | undefined {
  if (kind !== "open" || kept?.failing === undefined) return kept;
  return { ...kept, failing: { ...kept.failing, retryAtMs: 0 } };
}

function rests({ failing }: CourierState, { kind }: CourierMessage, nowMs: number): boolean {
  if (failing?.retryAtMs === undefined) return kind === "tick";
  return failing.retryAtMs > nowMs;
}

/** One turn of a courier. */
class Turn {
  readonly #context: HostContext;
  readonly #services: CourierServices;
  readonly #handOver: HandOver;

  constructor(context: HostContext, services: CourierServices, handOver: HandOver) {
    this.#context = context;
    this.#services = services;
    this.#handOver = handOver;
  }

  async take(kept: CourierState | undefined, seen: Seen, nowMs: number): Promise<void> {
    if (seen.kind === "gone") {
      this.#context.noTimer();
      return await keepCourier(this.#context, undefined);
    }
    const head = emptyHead(courierStream(this.#context.key));
    let state = { ...(kept ?? newCourier(head, seen.cursor)), cursor: seen.cursor };
    for (const draft of seen.drafts) state = takeIn(state, seen.channel, draft, nowMs);
    await this.#send(state, { ...seen, speed: this.#services.speed }, nowMs, seen.more);
  }

  /** Hands over what is due, keeps what is left, and sets the next look. */
  async #send(
    taken: CourierState,
    setting: CourierSetting,
    beganMs: number,
    more: boolean,
  ): Promise<void> {
    let state = dueNow(taken, beganMs);
    let nowMs = beganMs;
    let next = nextDeed(state, setting, nowMs);
    for (let round = 0; round < ROUNDS && next.deed !== undefined; round += 1) {
      const { deed } = next;
      const delivered = await this.#context.effect<Delivered>(`send ${deed.message.id}`, () =>
        this.#handOver(setting.channel, deed),
      );
      nowMs = await this.#context.now();
      const settled = settleDeed(state, deed, delivered, setting, nowMs);
      state = await this.#tell(settled.state, settled.says, nowMs);
      next = nextDeed(state, setting, nowMs);
    }
    const atOnce = next.deed !== undefined || (more && state.failing === undefined);
    await this.#keep(state, setting, atOnce ? nowMs : next.lookAtMs);
  }

  async #tell(
    state: CourierState,
    says: readonly EventBody[],
    nowMs: number,
  ): Promise<CourierState> {
    const { events } = chainEvents(state.head, says, nowMs);
    const last = events.at(-1);
    if (last === undefined) return state;
    const { stream, seq, hash } = last;
    const { records } = this.#services;
    const head = await recordEvents(this.#context, records, { stream, seq, hash }, events);
    return { ...state, head };
  }

  async #keep(
    state: CourierState,
    { channel }: CourierSetting,
    lookAtMs: number | undefined,
  ): Promise<void> {
    const json = canonicalJson(channelDocument(channel, state));
    await this.#context.effect("show", async () => {
      await this.#services.records.putDocument({ kind: CHANNEL_STATE, name: channel.name, json });
      return null;
    });
    await keepCourier(this.#context, state);
    if (lookAtMs === undefined) this.#context.noTimer();
    else this.#context.timer(lookAtMs);
  }
}

/** A channel that was given up is tried again by whoever wakes it. */
function dueNow(state: CourierState, nowMs: number): CourierState {
  const { failing } = state;
  if (failing === undefined || failing.retryAtMs !== undefined) return state;
  return { ...state, failing: { ...failing, retryAtMs: nowMs } };
}
