/**
 * A simulated fleet as a process of its own: it goes on while fleetlift is killed, and is itself
 * found again after a restart. Owns the folder, the state in it, and the scaled clock that every
 * other process takes from `GET /clock`. Time passes while it is down, as it does for a cloud.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { rmSync } from "node:fs";
import { contentHash } from "../../model/hash.ts";
import { type ClockScale, scaledClock, systemClock } from "../../platform/clock.ts";
import { PortError } from "../../ports/port-error.ts";
import { buildWorld } from "../../world/build-world.ts";
import type { WorldDocument } from "../../world/world-document.ts";
import { identityOf } from "../../platform/process-table.ts";
import { answerApi } from "./world-api.ts";
import { connectWorldSocket } from "./world-socket.ts";
import {
  forget,
  keep,
  type KeptWorld,
  makeFolder,
  readKept,
  readPid,
  removePid,
  worldSocket,
  writePid,
} from "./world-folder.ts";
import { openWorld, type WorldHandle } from "./world-handle.ts";

export interface ServeWorldOptions {
  readonly document: WorldDocument;
  readonly dir: string;
  /** World milliseconds per real one. */
  readonly speed: number;
  /** Begin anew, whatever was kept. */
  readonly fresh?: boolean;
}

export interface ServedWorld {
  readonly socket: string;
  readonly scale: ClockScale;
  /** Keeps the state and closes. */
  close(): Promise<void>;
}

const KEEP_EVERY_MS = 1_000;

/** Serves the world of `dir`, begun by `document` or gone on with. Throws a terminal `PortError` when another serves it. */
export async function serveWorld(options: ServeWorldOptions): Promise<ServedWorld> {
  const { dir } = options;
  const socket = worldSocket(dir);
  makeFolder(dir);
  await refuseSecond(dir, socket);
  const { world: start, ...about } = openKept(options);
  const { scale } = about;
  const clock = scaledClock(scale);
  const world = openWorld(start, () => clock.nowMs());
  const keepNow = (): void => keep(dir, { ...about, world: world.peek });
  keepNow();
  rmSync(socket, { force: true });
  const server = createServer((request, response) => void answer(world, scale, request, response));
  // A connection that idles is no burden; one that we close may be in use at the other end.
  server.keepAliveTimeout = 0;
  await listen(server, socket);
  writePid(dir, { pid: process.pid, startTime: identityOf(process.pid)?.startTime });
  const stopKeeping = keepWhileRunning(world, keepNow);
  return {
    socket,
    scale,
    close: async () => {
      stopKeeping();
      await close(server);
      keepNow();
      removePid(dir);
    },
  };
}

/** What was kept, with its clock going on; at another speed it goes on from now. */
function openKept({ document, dir, speed, fresh = false }: ServeWorldOptions): KeptWorld {
  if (fresh) forget(dir);
  const hash = contentHash(document);
  const kept = readKept(dir);
  const realNowMs = systemClock.nowMs();
  if (kept === undefined) {
    const world = buildWorld(document);
    const scale = { realOriginMs: realNowMs, originMs: world.startMs, speed };
    return { scale, document: hash, world };
  }
  if (kept.document !== hash) {
    throw new PortError(
      "terminal",
      `${dir} holds a world that another file describes: begin anew with --fresh, or choose another folder`,
    );
  }
  if (kept.scale.speed === speed) return kept;
  const originMs = scaledClock(kept.scale).nowMs();
  return { ...kept, scale: { realOriginMs: realNowMs, originMs, speed } };
}

async function refuseSecond(dir: string, socket: string): Promise<void> {
  const other = connectWorldSocket(socket);
  try {
    await other.clock();
  } catch {
    return;
  } finally {
    other.close();
  }
  throw new PortError(
    "terminal",
    `a world is served in ${dir} already, by process ${readPid(dir)?.pid}`,
  );
}

/** Keeps the state now and then, when something has changed. Returns how to stop. */
function keepWhileRunning(world: WorldHandle, keepNow: () => void): () => void {
  const stopped = new AbortController();
  const run = async (): Promise<void> => {
    let last = world.peek;
    while (!stopped.signal.aborted) {
      await systemClock.sleep(KEEP_EVERY_MS, stopped.signal);
      if (world.peek === last || stopped.signal.aborted) continue;
      last = world.peek;
      keepNow();
    }
  };
  void run();
  return () => stopped.abort();
}

async function answer(
  world: WorldHandle,
  scale: ClockScale,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { status, body } = await answerSafely(world, scale, request);
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}

async function answerSafely(world: WorldHandle, scale: ClockScale, request: IncomingMessage) {
  try {
    const { method = "", url: path = "" } = request;
    return await answerApi(world, scale, { method, path, body: await readAll(request) });
  } catch (error) {
    return { status: 400, body: { message: `the world could not read this: ${String(error)}` } };
  }
}

async function readAll(request: IncomingMessage): Promise<string> {
  request.setEncoding("utf8");
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

function listen(server: Server, socket: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(socket, resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // Requests are answered at once; what is open now only waits for a next one.
    server.closeAllConnections();
  });
}
