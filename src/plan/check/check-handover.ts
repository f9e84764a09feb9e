import { formatDuration } from "../../model/duration.ts";
import type { Step } from "../../model/plan.ts";
import { broken, type BrokenRule } from "./broken-rule.ts";
import type { Ordered } from "./step-order.ts";

const GATES: readonly string[] = ["health.check", "health.baseline-compare", "workloads.compare"];

/** Less of it is no soak: what comes once a day was not seen. */
const SOAK_MS = 86_400_000;

/** P36 to P38: how what the first cluster serves goes over to the second. */
export function checkHandover(shape: string, ordered: Ordered): readonly BrokenRule[] {
  return [
    ...checkTraffic(shape, ordered),
    ...checkRetirement(shape, ordered),
    ...checkVolumes(shape, ordered),
  ];
}

/** P36 (I10). */
function checkTraffic(shape: string, { steps, isBefore }: Ordered): readonly BrokenRule[] {
  const shifts = using(steps, "traffic.shift");
  const gates = steps.filter(({ uses, role }) => role === "next" && GATES.includes(uses));
  const filled = using(steps, "workloads.deploy");
  const isProved = (shift: Step): boolean =>
    filled.some((deploy) => gates.some((gate) => isBefore(deploy, gate) && isBefore(gate, shift)));
  const early = shifts.filter((shift) => !isProved(shift));
  const falling = shifts.filter((shift) =>
    shifts.some((other) => isBefore(other, shift) && shareOf(other) >= shareOf(shift)),
  );
  const whole = Math.max(0, ...shifts.map(shareOf));
  return [
    ...early.map(({ id }) =>
      broken(
        "P36",
        { shape, step: id },
        "no gate of the second cluster stands between its workloads and this traffic",
      ),
    ),
    ...falling.map((shift) =>
      broken("P36", { shape, step: shift.id }, `does not go above the share before it`),
    ),
    ...(whole === 100
      ? []
      : [broken("P36", { shape }, `the second cluster ends with ${whole} % of the traffic`)]),
  ];
}

/** P37 (I12). */
function checkRetirement(shape: string, { steps, isBefore }: Ordered): readonly BrokenRule[] {
  const shifts = using(steps, "traffic.shift");
  return using(steps, "cluster.retire").flatMap((retire) => {
    const where = { shape, step: retire.id };
    const open = shifts.find((shift) => !isBefore(shift, retire));
    if (open !== undefined) return [broken("P37", where, `does not wait for ${open.id}`)];
    const between = steps.filter(
      (step) => isBefore(step, retire) && shifts.every((shift) => isBefore(shift, step)),
    );
    const gates = between.filter(({ uses }) => uses === "health.check");
    const soakMs = between
      .filter((step) => step.uses === "wait" && gates.some((gate) => isBefore(step, gate)))
      .reduce((sum, { with: inputs }) => sum + Number(inputs["forMs"]), 0);
    if (soakMs === 0) return [broken("P37", where, "no soak and gate stand before it")];
    if (soakMs >= SOAK_MS) return [];
    const why = `the soak before it is ${formatDuration(soakMs)}, shorter than a day`;
    return [broken("P37", where, why, { severity: "warning" })];
  });
}

/** P38 (I11). */
function checkVolumes(shape: string, { steps, isBefore }: Ordered): readonly BrokenRule[] {
  const handovers = using(steps, "volume.handover");
  if (handovers.length === 0) return [];
  const again = handovers.filter((step) =>
    handovers.some((other) => isBefore(other, step) && shareOf(other) >= shareOf(step)),
  );
  // Traffic as a whole needs every volume, traffic of some workloads those of these.
  const early = using(steps, "traffic.shift").filter((shift) => {
    const needed = shift.with["of"] === "workloads" ? shareOf(shift) : 100;
    return !handovers.some((step) => shareOf(step) >= needed && isBefore(step, shift));
  });
  return [
    ...again.map(({ id }) =>
      broken("P38", { shape, step: id }, "hands over volumes that were handed over before"),
    ),
    ...early.map(({ id }) =>
      broken("P38", { shape, step: id }, "goes to workloads whose volumes are not there yet"),
    ),
  ];
}

function using(steps: readonly Step[], uses: string): readonly Step[] {
  return steps.filter((step) => step.uses === uses);
}

function shareOf({ with: inputs }: Step): number {
  return Number(inputs["percent"]);
}
