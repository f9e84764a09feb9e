import { PortError } from "../../ports/port-error.ts";
import type { LookContext } from "../action.ts";
import type { EvidenceStore } from "../evidence-store.ts";
import { readMemo } from "../read-memo.ts";
import { dueMetrics, gateMemoSchema, gateState, type GateLook } from "./decide-gate.ts";
import { baselineSchema, keptMetricsSchema } from "./evidence.ts";
import type { Metric } from "./gate-input.ts";
import { measureMetrics, type Measuring } from "./measure-metrics.ts";
import { readDraft } from "./read-draft.ts";

interface GateAsked {
  readonly baseline?: string | undefined;
  readonly addons?: readonly string[] | undefined;
  readonly forMs?: number | undefined;
}

/** Measures what is due of a gate, beside what is remembered of it. Throws a terminal `PortError` when its baseline is not kept. */
export async function observeGate(
  measuring: Measuring,
  store: EvidenceStore,
  metrics: readonly Metric[],
  { baseline: hash, addons = [], forMs }: GateAsked,
  { nowMs, memo }: LookContext,
): Promise<GateLook> {
  const state = gateState(readMemo(gateMemoSchema, memo), metrics.length, nowMs);
  const baseline = hash === undefined ? undefined : { hash, was: await readBaseline(store, hash) };
  const kept = memo === null ? {} : ((await readDraft(keptMetricsSchema, store)) ?? {});
  const measured = await measureMetrics(
    measuring,
    dueMetrics(metrics, state, nowMs),
    addons,
    nowMs,
  );
  return { metrics, measured, state, kept, baseline, forMs };
}

async function readBaseline(store: EvidenceStore, hash: string) {
  const { data } = baselineSchema.safeParse(JSON.parse(await store.read(hash)));
  if (data !== undefined) return data;
  throw new PortError("terminal", `what is kept under the hash ${hash} is no baseline`);
}
