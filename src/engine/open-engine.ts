/**
 * The engine as a whole: the Restate server, our endpoint, and the watch over both. Owns the
 * `engine` folder of the data directory. It may be killed at any moment: the next start takes over
 * what still runs and goes on with what was under way (I8).
 */
import { mkdirSync, rmSync } from "node:fs";
import { sha256 } from "../model/hash.ts";
import type { Clock } from "../platform/clock.ts";
import type { HostObject, HostPort } from "../ports/host-port.ts";
import { buildHash } from "./build-hash.ts";
import { openEndpoint } from "./endpoint.ts";
import {
  type EngineFiles,
  engineFiles,
  type Memory,
  readMemory,
  writeMemory,
} from "./engine-files.ts";
import { EngineError } from "./engine-error.ts";
import { lockEngine } from "./engine-lock.ts";
import { publicIdentity } from "./identity-key.ts";
import { registerBuild } from "./register-build.ts";
import { restateAdmin } from "./restate-admin.ts";
import { compareVersions, type RestateBinary, restateBinary } from "./restate-binary.ts";
import { restateHost } from "./restate-host.ts";
import { adoptOrStart, runningServer, stopServer } from "./restate-process.ts";
import { socketClient } from "./socket-http.ts";
import { beginMismatchedAnew, type StuckMessage, stuckMessages, tryAllAtOnce } from "./sweep.ts";
import { watchOver } from "./watch-over.ts";

export interface EngineOptions {
  readonly dataDir: string;
  readonly objects: readonly HostObject[];
  /** The fleet's clock: on one that runs faster, timers are due that much sooner. */
  readonly clock: Clock;
  /** Names the code that runs; a hash of our sources when left out. */
  readonly build?: string;
  readonly log: (line: string) => void;
}

export interface Engine {
  readonly host: HostPort;
  readonly info: EngineInfo;
  /** Messages that go on failing, for people to look at. */
  stuck(): Promise<readonly StuckMessage[]>;
  /** Lets running ticks end, within bounds, and ends the server. State stays. */
  close(): Promise<void>;
}

export interface EngineInfo {
  readonly restateVersion: string;
  /** Process id of the server; another one after it was started again, none in between. */
  readonly restatePid: number | undefined;
  /** True when the server of a killed fleetlift was taken over. */
  readonly adopted: boolean;
  readonly port: number;
  readonly build: string;
}

/** Opens the engine on a data directory, which it makes if need be. Throws `EngineError`. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const files = engineFiles(options.dataDir);
  const opened: (() => unknown)[] = [lockEngine(files)];
  const close = async (): Promise<void> => {
    for (let last = opened.pop(); last !== undefined; last = opened.pop()) await last();
  };
  try {
    return { ...(await open(options, files, (undo) => opened.push(undo))), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** `onClose` takes what undoes each step; it is undone from the last to the first. */
async function open(
  { objects, clock, build = buildHash(), log }: EngineOptions,
  files: EngineFiles,
  onClose: (undo: () => unknown) => void,
): Promise<Omit<Engine, "close">> {
  const binary = restateBinary();
  const memory = await recalled(files, binary);
  const identity = publicIdentity(files);
  onClose(() => stopServer(files));
  const ingress = socketClient(files.ingressSocket);
  onClose(() => ingress.close());
  const adminClient = socketClient(files.adminSocket);
  onClose(() => adminClient.close());
  const admin = restateAdmin(adminClient);
  const endpoint = await openEndpoint({
    objects,
    clock,
    log,
    port: memory.port,
    publicIdentity: identity,
  });
  onClose(() => endpoint.close());
  const { adopted } = await adoptOrStart(files, binary, admin);
  writeMemory(files, { ...memory, port: endpoint.port, wasReady: true });
  await registerBuild(admin, endpoint.port, pathOf(build, objects));
  await tryAllAtOnce(admin);
  const names = new Set(objects.map(({ name }) => name));
  const setting = { ingress, admin, clock, objects: names };
  const host = restateHost(setting);
  onClose(
    watchOver({
      clock,
      log,
      isServerRunning: () => runningServer(files) !== undefined,
      startServer: async () => {
        await adoptOrStart(files, binary, admin);
        await tryAllAtOnce(admin);
      },
      sweep: (slackMs) => host.sweep(slackMs),
      beginMismatchedAnew: () => beginMismatchedAnew(setting),
    }),
  );
  return {
    host,
    stuck: () => stuckMessages(admin),
    info: {
      restateVersion: binary.version,
      adopted,
      port: endpoint.port,
      build,
      get restatePid() {
        return runningServer(files);
      },
    },
  };
}

/** What is remembered of the directory, which is refused when newer code has written it and emptied when no start on it was ever completed. */
async function recalled(files: EngineFiles, binary: RestateBinary): Promise<Memory> {
  const memory = readMemory(files);
  if (memory !== undefined && compareVersions(memory.restateVersion, binary.version) > 0) {
    throw new EngineError(
      `${files.dir} was written by Restate ${memory.restateVersion}, and this fleetlift has ${binary.version}: use the newer fleetlift, or another --data-dir`,
    );
  }
  if (memory?.wasReady !== true) {
    // A first start that was cut off may leave a directory on which the server never comes up.
    await stopServer(files);
    rmSync(files.home, { recursive: true, force: true });
    mkdirSync(files.home, { mode: 0o700 });
  }
  const recalledMemory: Memory = {
    schemaVersion: 1,
    port: memory?.port ?? 0,
    wasReady: memory?.wasReady ?? false,
    restateVersion: binary.version,
  };
  writeMemory(files, recalledMemory);
  return recalledMemory;
}

/** Objects are part of the name: the server learns of new ones only under a path that is new to it. */
function pathOf(build: string, objects: readonly HostObject[]): string {
  const names = objects.map(({ name }) => name).toSorted();
  return `${build}-${sha256(names.join(",")).slice(0, 6)}`;
}
