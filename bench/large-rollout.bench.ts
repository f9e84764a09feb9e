/** Completions per second of one rollout with ten thousand clusters, on the engine, with records in SQLite. */
import { rolloutObject } from "../src/host/rollout-object.ts";
import { ROLLOUT, UPGRADE } from "../src/host/object-names.ts";
import { canonicalJson } from "../src/model/hash.ts";
import type { Plan } from "../src/model/plan.ts";
import { systemClock } from "../src/platform/clock.ts";
import type { HostObject } from "../src/ports/host-port.ts";
import { inEngine, until } from "./in-engine.ts";
import { quantile } from "./quantiles.ts";

const CLUSTERS = 10_000;
const COMPLETIONS = 1_000;
const AT_ONCE = 100;

export async function measure(): Promise<string> {
  const started: { cluster: string; attempt: number }[] = [];
  // An upgrade that does nothing but tell that it was begun: only the rollout is measured.
  const upgrades: HostObject = {
    name: UPGRADE,
    on: (_, message) => {
      const { name, attempt } = message as { readonly name: string; readonly attempt: number };
      started.push({ cluster: name, attempt });
      return Promise.resolve();
    },
  };
  return await inEngine(
    (services) => [rolloutObject(services), upgrades],
    async ({ host, records }) => {
      const plan = await records.putBlob(canonicalJson(planOf(CLUSTERS)));
      await host.call(ROLLOUT, "large", { kind: "create", plan, actor: "bench" });
      await host.call(ROLLOUT, "large", { kind: "run", actor: "bench", reason: "" });
      await until(() => started.length >= AT_ONCE);
      const latencies: number[] = [];
      const beganMs = systemClock.nowMs();
      const complete = async (): Promise<void> => {
        while (latencies.length < COMPLETIONS) {
          await until(() => started.length > 0);
          const next = started.shift();
          if (next === undefined) continue;
          const sentMs = systemClock.nowMs();
          await host.call(ROLLOUT, "large", {
            kind: "ended",
            ...next,
            result: "done",
            reason: "bench",
          });
          latencies.push(systemClock.nowMs() - sentMs);
        }
      };
      await Promise.all(Array.from({ length: 16 }, complete));
      const seconds = (systemClock.nowMs() - beganMs) / 1000;
      const perSecond = (latencies.length / seconds).toFixed(0);
      return `${perSecond} completions/s of ${CLUSTERS} clusters (${latencies.length} measured, 16 callers, p50 ${quantile(latencies, 0.5)} ms, p99 ${quantile(latencies, 0.99)} ms)`;
    },
  );
}

function planOf(count: number): Plan {
  const clusters = Array.from({ length: count }, (_, index) => {
    const name = `cluster-${String(index).padStart(5, "0")}`;
    return { name, member: name, identity: name, shape: "A" };
  });
  return {
    schemaVersion: 1,
    kind: "Plan",
    rollout: "large",
    fleet: "bench",
    target: { kubernetes: "1.36" },
    workflows: {},
    shapes: { A: { strategy: "rolling", why: "", hops: [], steps: [] } },
    stages: [{ name: "all", maxConcurrency: AT_ONCE, maxAllowedFailures: 0, clusters }],
    leftOut: [],
  };
}
