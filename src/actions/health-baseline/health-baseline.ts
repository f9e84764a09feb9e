import { defineAction, type LookContext } from "../action.ts";
import type { EvidenceStore } from "../evidence-store.ts";
import { inputSchema } from "../input-schema.ts";
import { readDraft } from "../health-signals/read-draft.ts";
import { measureMetrics, type Measuring } from "../health-signals/measure-metrics.ts";
import {
  baselineInput,
  baselineMetrics,
  decideBaseline,
  samplesSchema,
  type BaselineInput,
  type BaselineSeen,
} from "./decide.ts";

interface Ports extends Measuring {
  readonly store: EvidenceStore;
}

/** Takes a cluster's signals as they are before anything moves, for the checks after each phase. */
export const healthBaseline = defineAction({
  spec: {
    name: "health.baseline",
    title: "Take a baseline",
    inputs: inputSchema(baselineInput),
    touches: ["nothing"],
    undo: { kind: "nothing-to-undo" },
    typicalMs: { low: 0, high: 2 * 60_000 },
  },
  input: baselineInput,
  open: async ({ openMember, openEvidence, stopwatch }): Promise<Ports> => ({
    stopwatch,
    member: await openMember(),
    store: await openEvidence(),
  }),
  observe: observeBaseline,
  decide: decideBaseline,
  putBack: { nothing: "it only looked" },
  say: () => "look at the cluster's signals",
  act: () => Promise.resolve(undefined),
});

async function observeBaseline(
  { store, ...measuring }: Ports,
  input: BaselineInput,
  { nowMs, memo }: LookContext,
): Promise<BaselineSeen> {
  const samples = memo === null ? [] : ((await readDraft(samplesSchema, store)) ?? []);
  const measured = await measureMetrics(
    measuring,
    baselineMetrics(input),
    input.addons ?? [],
    nowMs,
  );
  return { measured, samples };
}
