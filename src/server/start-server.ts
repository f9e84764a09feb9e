/**
 * The whole of a running fleetlift, put together in one place: records, drivers, the objects on the
 * engine, the read side, the API on its socket. Owns the data directory, which one server at a time
 * holds (the engine's lock). It may be killed at any moment: the next one goes on.
 */
import { chmodSync, mkdirSync } from "node:fs";
import path from "node:path";
import { actionCatalog } from "../actions/catalog.ts";
import { createConnect } from "../drivers/connect.ts";
import { anchorKeyFile, openAnchorKey } from "../drivers/anchors/anchor-key.ts";
import { logNotify } from "../drivers/notify/log.ts";
import { channelOpener } from "../drivers/notify/open-channel.ts";
import { recordedNotices } from "../drivers/notify/recorded-notices.ts";
import { openSqliteRecords } from "../drivers/records/sqlite/sqlite-records.ts";
import { openEngine, type EngineInfo } from "../engine/open-engine.ts";
import { courierObject } from "../host/courier-object.ts";
import { planLoader } from "../host/load-plan.ts";
import { memberObject } from "../host/member-object.ts";
import { openReadiness } from "../host/readiness.ts";
import { rolloutObject } from "../host/rollout-object.ts";
import { upgradeObject } from "../host/upgrade-object.ts";
import { type Clock, systemClock } from "../platform/clock.ts";
import { osUser } from "../platform/terminal.ts";
import { packageVersion } from "../platform/version.ts";
import type { AnchorPort } from "../ports/anchor-port.ts";
import type { Notice } from "../ports/notify-port.ts";
import { denialRecorder } from "./access/record-denial.ts";
import { keepAnchored } from "./audit/keep-anchored.ts";
import { apiSocket } from "./api-socket.ts";
import { makeApp } from "./app.ts";
import type { Core } from "./core.ts";
import { holdToDesired, type HoldToDesired } from "./drift/hold-to-desired.ts";
import { listenOnSocket } from "./listen.ts";
import { openPacks } from "./open-packs.ts";
import { outsidesOf } from "./outsides.ts";
import { plannerWithPacks } from "./planner-with-packs.ts";
import { openReadSide } from "./read-side.ts";
import { tailRecords } from "./record-tail.ts";
import { wakeCouriers } from "./wake-couriers.ts";

export interface ServerOptions {
  readonly dataDir: string;
  /** The fleet's clock; with a simulated world, the world's. */
  readonly clock: Clock;
  /** Names the code that runs, for the engine; a hash of our sources when left out. */
  readonly build?: string;
  readonly log: (line: string) => void;
  /** Where anchors of the records are kept outside, and how often; none when left out. */
  readonly anchors?: { readonly places: readonly AnchorPort[]; readonly everyMs: number };
  /** Told each notice once, beside the file that keeps them. */
  readonly onNotice?: (notice: Notice) => void;
}

export interface Server {
  readonly socket: string;
  readonly engine: EngineInfo;
  /** Ends streams, lets requests and ticks end within bounds, and ends the engine. State stays. */
  close(): Promise<void>;
}

/** Starts everything, or nothing. Throws `EngineError` when the directory is held by another server, with its process id. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const opened: (() => Promise<void>)[] = [];
  // What was opened last is closed first.
  const close = async (): Promise<void> => {
    for (const closeOne of opened.toReversed()) await closeOne();
  };
  try {
    return { ...(await open(options, opened)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What everything else stands on: records, members, people, actions and packs. */
function openServices(
  dataDir: string,
  clock: Clock,
  onNotice: ServerOptions["onNotice"],
  opened: (() => Promise<void>)[],
) {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  chmodSync(dataDir, 0o700);
  const records = tailRecords(openSqliteRecords(path.join(dataDir, "records.db")), clock);
  opened.push(() => records.close());
  const connect = createConnect(outsidesOf(dataDir, clock));
  const file = path.join(dataDir, "notices.jsonl");
  const notify = recordedNotices(records, logNotify({ file, ...(onNotice && { sink: onNotice }) }));
  const readiness = openReadiness({ records, connect });
  const packs = openPacks(dataDir);
  // Closed when no tick runs any more, so that a look under way may still end by itself.
  opened.push(() => Promise.resolve(packs.close()));
  const actions = actionCatalog;
  const services = { records, connect, notify, actions, packs: packs.pinned, readiness };
  return { records, connect, packs, services };
}

async function open(
  { dataDir, clock, build, log, onNotice, anchors }: ServerOptions,
  opened: (() => Promise<void>)[],
): Promise<Omit<Server, "close">> {
  const { records, connect, packs, services } = openServices(dataDir, clock, onNotice, opened);
  const courier = courierObject({
    records,
    openChannel: channelOpener(dataDir),
    realNowMs: () => systemClock.nowMs(),
    speed: clock.speed,
  });
  const objects = [rolloutObject(services), upgradeObject(services), memberObject, courier];
  // Closed after the engine: the last anchor has seen all that was recorded while it ended.
  const anchoring = new AbortController();
  let anchored = Promise.resolve();
  opened.push(async () => {
    anchoring.abort();
    await anchored;
  });
  const engine = await openEngine({ dataDir, objects, clock, log, ...(build && { build }) });
  opened.push(() => engine.close());
  // The engine's lock is ours now: whatever an earlier server left running is nobody's.
  packs.endStrays();
  const closing = new AbortController();
  if (anchors !== undefined) {
    const key = openAnchorKey(anchorKeyFile(dataDir));
    anchored = keepAnchored({ records, key, clock, log, ...anchors }, anchoring.signal);
  }
  const waking = wakeCouriers({ records, host: engine.host, clock, log }, closing.signal);
  opened.push(async () => {
    closing.abort();
    await waking;
  });
  const loadPlan = planLoader(records);
  let held: HoldToDesired | undefined;
  const core: Core = {
    records,
    host: engine.host,
    loadPlan,
    readSide: openReadSide(records, loadPlan),
    owner: osUser(),
    recordDenial: denialRecorder(records, clock),
    planner: plannerWithPacks(packs, { connect, clock }),
    packs: packs.store,
    clock,
    about: { version: packageVersion(), pid: process.pid, dataDir },
    closing: closing.signal,
    drift: () => held?.views() ?? [],
  };
  const app = makeApp(core);
  held = holdToDesired({ core, connect }, log, closing.signal);
  const { ended } = held;
  opened.push(async () => {
    closing.abort();
    await ended;
  });
  const socket = apiSocket(dataDir);
  const serve = (request: Request): Response | Promise<Response> => app.fetch(request);
  const listening = await listenOnSocket(socket, serve, () => closing.abort());
  opened.push(() => listening.close());
  return { socket, engine: engine.info };
}
