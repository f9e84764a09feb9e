import type { Step } from "../../model/plan.ts";
import type { ActionCatalog } from "../workflow/action-catalog.ts";
import { broken, type BrokenRule } from "./broken-rule.ts";
import { isHop } from "./check-steps.ts";
import type { Ordered } from "./step-order.ts";

/** P18. Hops among each other are P7's. */
export function checkTogether(
  shape: string,
  { steps, isBefore }: Ordered,
  actions: ActionCatalog,
): readonly BrokenRule[] {
  const touching = steps.map((step) => ({ step, things: thingsOf(step, actions) }));
  return touching.flatMap(({ step, things }, index) =>
    touching
      .slice(0, index)
      .filter((other) => !isBefore(other.step, step) && !isBefore(step, other.step))
      .filter((other) => !(isHop(other.step) && isHop(step)))
      .flatMap((other) => {
        const shared = other.things.find((thing) => things.includes(thing));
        if (shared === undefined) return [];
        const why = `may run at the same time as ${other.step.id}, and both touch ${shared}`;
        return [broken("P18", { shape, step: step.id }, why)];
      }),
  );
}

/** What a step touches, as narrow as its inputs say. A whole cluster is also its control plane, nodes and pods. */
function thingsOf({ uses, with: inputs, role }: Step, actions: ActionCatalog): readonly string[] {
  const touches = actions.get(uses)?.spec.touches ?? [];
  const { pool, addon } = inputs;
  const isNarrow = typeof pool === "string" || typeof addon === "string";
  const things = touches.flatMap((touch): readonly string[] => {
    switch (touch) {
      case "nothing":
      case "messages":
        return [];
      case "nodes":
        return [typeof pool === "string" ? `node pool ${pool}` : "nodes"];
      case "add-ons":
        return [typeof addon === "string" ? `add-on ${addon}` : "add-ons"];
      case "pods":
        return isNarrow ? [] : ["pods"];
      case "cluster":
        return ["cluster", "control-plane", "nodes", "pods"];
      case "control-plane":
      case "traffic":
      case "volumes":
        return [touch];
    }
  });
  return things.map((thing) => (role === "next" ? `${thing} of the second cluster` : thing));
}
