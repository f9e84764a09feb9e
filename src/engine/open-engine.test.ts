import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect } from "vitest";
import * as z from "zod";
import { scaledClock, systemClock } from "../platform/clock.ts";
import { hostPortSuite } from "../ports/host-port.suite.ts";
import { engineFiles } from "./engine-files.ts";
import { type Engine, openEngine } from "./open-engine.ts";
import { restateAdmin } from "./restate-admin.ts";
import { socketClient } from "./socket-http.ts";

const dir = mkdtempSync(path.join(tmpdir(), "fl-engine-"));
let engine: Engine | undefined;

afterAll(async () => {
  await engine?.close();
  rmSync(dir, { recursive: true, force: true });
});

const SPEED = 10;

hostPortSuite("Restate", async (probe) => {
  const started = systemClock.nowMs();
  const opened = await openEngine({
    dataDir: dir,
    objects: [probe],
    clock: scaledClock({ realOriginMs: started, originMs: Date.UTC(2026, 10, 20), speed: SPEED }),
    log: () => {},
  });
  engine = opened;
  const admin = restateAdmin(socketClient(engineFiles(dir).adminSocket));
  return {
    host: opened.host,
    shortMs: 2_000,
    until: async (predicate) => {
      for (let round = 0; round < 1_000; round += 1) {
        if (await predicate()) return;
        await systemClock.sleep(20);
      }
      expect.fail("it never came true");
    },
    loseWakeUp: async (object, key) => {
      const rows = await admin.query(
        `SELECT id FROM sys_invocation WHERE status = 'scheduled'
          AND target_service_name = '${object}' AND target_service_key = '${key}'`,
        z.object({ id: z.string() }),
      );
      expect(rows).toHaveLength(1);
      for (const { id } of rows) await admin.kill(id);
    },
  };
});
