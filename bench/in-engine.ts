import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openSqliteRecords } from "../src/drivers/records/sqlite/sqlite-records.ts";
import { openEngine, type Engine } from "../src/engine/open-engine.ts";
import type { HostServices } from "../src/host/host-services.ts";
import { systemClock } from "../src/platform/clock.ts";
import type { HostObject } from "../src/ports/host-port.ts";
import { PortError } from "../src/ports/port-error.ts";
import type { RecordPort } from "../src/ports/record-port.ts";

export interface Bench {
  readonly host: Engine["host"];
  readonly records: RecordPort;
}

/** Runs a measurement on a real engine with real records, in a folder of its own that is removed. */
export async function inEngine<T>(
  objectsOf: (services: HostServices) => readonly HostObject[],
  run: (bench: Bench) => Promise<T>,
): Promise<T> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "fleetlift-bench-"));
  const records = openSqliteRecords(path.join(dataDir, "records.sqlite"));
  const services: HostServices = {
    records,
    connect: () => Promise.reject(new PortError("terminal", "a bench has no clusters")),
    notify: { notify: () => Promise.resolve() },
    actions: new Map(),
  };
  const engine = await openEngine({
    dataDir,
    objects: objectsOf(services),
    clock: systemClock,
    log: () => undefined,
  });
  try {
    return await run({ host: engine.host, records });
  } finally {
    await engine.close();
    await records.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Waits until a condition holds, looking often. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await systemClock.sleep(5);
}
