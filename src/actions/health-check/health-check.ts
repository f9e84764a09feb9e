import type { MemberPorts } from "../../ports/connect.ts";
import { PortError } from "../../ports/port-error.ts";
import { defineAction } from "../action.ts";
import { inputSchema } from "../input-schema.ts";
import { decideGate, type GateLook } from "../health-signals/decide-gate.ts";
import { observeGate } from "../health-signals/observe-gate.ts";
import { decideHealth, gateMetrics, healthInput } from "./decide.ts";
import type { HealthSeen } from "./measure.ts";

type Seen = HealthSeen | { readonly kind: "gate"; readonly look: GateLook };

/** A gate: goes on only when the cluster is healthy for some looks in a row. */
export const healthCheck = defineAction({
  spec: {
    name: "health.check",
    title: "Check the cluster's health",
    inputs: inputSchema(healthInput),
    touches: ["nothing"],
    undo: { kind: "nothing-to-undo" },
    typicalMs: { low: 15_000, high: 5 * 60_000 },
  },
  input: healthInput,
  open: async ({ openMember, openEvidence, stopwatch }) => ({
    member: await openMember(),
    openEvidence,
    stopwatch,
  }),
  observe: async ({ member, openEvidence, stopwatch }, input, context): Promise<Seen> => {
    const metrics = gateMetrics(input);
    if (metrics === undefined) return await observeHealth(member);
    const look = await observeGate(
      { member, stopwatch },
      await openEvidence(),
      metrics,
      input,
      context,
    );
    return { kind: "gate", look };
  },
  decide: (seen, input, context) =>
    seen.kind === "gate" ? decideGate(seen.look, context) : decideHealth(seen, input, context),
  putBack: { nothing: "it only looked" },
  say: () => "look at the cluster's health",
  act: () => Promise.resolve(undefined),
});

async function observeHealth({ cluster }: Pick<MemberPorts, "cluster">): Promise<HealthSeen> {
  try {
    const [readiness, nodes, workloads] = await Promise.all([
      cluster.readiness(),
      cluster.nodes(),
      cluster.workloads(),
    ]);
    return { kind: "seen", readiness, nodes, workloads };
  } catch (error) {
    // What may pass is a look without a verdict; a refusal would be the same each time.
    if (!(error instanceof PortError) || error.class === "terminal") throw error;
    return { kind: "unseen", why: error.message };
  }
}
