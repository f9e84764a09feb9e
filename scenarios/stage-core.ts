import { tmpdir } from "node:os";
import path from "node:path";
import { planLoader } from "../src/host/load-plan.ts";
import { openPackStore } from "../src/packs/pack-store.ts";
import { denialRecorder } from "../src/server/access/record-denial.ts";
import type { Core } from "../src/server/core.ts";
import type { Planner } from "../src/server/planner.ts";
import { openReadSide } from "../src/server/read-side.ts";
import { tailRecords } from "../src/server/record-tail.ts";
import type { Rehearsal } from "../src/simulate/rehearsal.ts";

/** What the server's own loops stand on, over a fleet in memory. */
export function stageCore({ records: own, clock, host }: Rehearsal, planner: Planner): Core {
  const records = tailRecords(own, clock);
  const loadPlan = planLoader(records);
  return {
    records,
    clock,
    planner,
    loadPlan,
    host: {
      call: async <T>(object: string, key: string, message: object): Promise<T> => {
        const answer = host.call<T>(object, key, message);
        await host.advanceTo(clock.nowMs());
        return await answer;
      },
    },
    owner: "ana",
    drift: () => [],
    packs: openPackStore(path.join(tmpdir(), `fleetlift-no-packs-${process.pid}`)),
    recordDenial: denialRecorder(records, clock),
    readSide: openReadSide(records, loadPlan),
    about: { version: "0.0.0", pid: 1, dataDir: "/data" },
    closing: new AbortController().signal,
  };
}
