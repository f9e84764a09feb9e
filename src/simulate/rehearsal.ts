/**
 * A whole fleet in memory: the production code of host, decisions and actions over a simulated
 * world, on a virtual clock. Owns the clock, the world, the records and the host; a week passes in
 * a moment, and the same documents, seed and orders give the same story.
 */
import { worldPorts } from "../drivers/world/world-ports.ts";
import { openWorld, type WorldHandle } from "../drivers/world/world-handle.ts";
import { logNotify } from "../drivers/notify/log.ts";
import { recordedNotices } from "../drivers/notify/recorded-notices.ts";
import { memoryRecords } from "../drivers/records/memory/memory-records.ts";
import type { Action } from "../actions/action.ts";
import type { PinnedPacks } from "../actions/pinned-actions.ts";
import { memberObject } from "../host/member-object.ts";
import { ROLLOUT } from "../host/object-names.ts";
import { openReadiness } from "../host/readiness.ts";
import { rolloutObject, type RolloutMessage } from "../host/rollout-object.ts";
import { upgradeObject } from "../host/upgrade-object.ts";
import type { Json } from "../model/data.ts";
import type { Event } from "../model/event.ts";
import type { Connect } from "../ports/connect.ts";
import type { RecordPort } from "../ports/record-port.ts";
import type { Answer } from "../rollout/answer.ts";
import { buildWorld } from "../world/build-world.ts";
import type { WorldDocument } from "../world/world-document.ts";
import { inProcessHost, type CrashPoint, type InProcessHost } from "./in-process-host.ts";
import { type RehearsedMessage, rehearsedMessages } from "./rehearsed-messages.ts";
import { virtualClock, type VirtualClock } from "./virtual-clock.ts";

export interface RehearsalOptions {
  readonly world: WorldDocument;
  readonly actions: ReadonlyMap<string, Action>;
  /** Those of packs; left out, there are none. */
  readonly packs?: PinnedPacks | undefined;
  /** Shuffles what is due at the same moment. */
  readonly seed?: number;
  /** True cuts a handler off there; see `InProcessHostOptions`. */
  readonly crash?: (point: CrashPoint) => boolean;
}

export interface Rehearsal {
  readonly clock: VirtualClock;
  readonly world: WorldHandle;
  readonly records: RecordPort;
  readonly host: InProcessHost;
  readonly connect: Connect;
  /** Gives an order to a rollout, and handles what is due now. */
  order(rollout: string, message: RolloutMessage): Promise<Answer>;
  /** The events that were recorded since the last call, in their order. */
  news(): Promise<readonly Event[]>;
  /** Brings a Messaging document into force: from here on its channels are told. */
  tell(messaging: Json): Promise<void>;
  /** What people were told since the last call. */
  messages(): readonly RehearsedMessage[];
}

export function openRehearsal({
  world: document,
  actions,
  packs,
  seed,
  crash,
}: RehearsalOptions): Rehearsal {
  const clock = virtualClock({ startMs: Date.parse(document.spec.start) });
  const world = openWorld(buildWorld(document), () => clock.nowMs());
  const messages = rehearsedMessages(memoryRecords(), clock, () => host);
  const { records } = messages;
  const connect: Connect = (member) => Promise.resolve(worldPorts(world, member));
  const notify = recordedNotices(records, logNotify({ sink: () => undefined }));
  const readiness = openReadiness({ records, connect });
  const services = { records, connect, notify, actions, readiness, ...(packs && { packs }) };
  const host: InProcessHost = inProcessHost({
    objects: [
      rolloutObject(services),
      upgradeObject({ ...services, stopwatch: () => clock.nowMs() }),
      memberObject,
      messages.courier,
    ],
    clock,
    ...(seed === undefined ? {} : { seed }),
    ...(crash === undefined ? {} : { crash }),
  });
  let cursor = "";
  return {
    clock,
    world,
    records,
    host,
    connect,
    order: async (rollout, message) => {
      const answer = host.call<Answer>(ROLLOUT, rollout, message);
      await host.advanceTo(clock.nowMs());
      return await answer;
    },
    news: async () => {
      const { events, next } = await records.read({ after: cursor, limit: 10_000 });
      cursor = next;
      return events;
    },
    tell: (messaging) => messages.tell(messaging),
    messages: () => messages.sent(),
  };
}
