import type { Event } from "../model/event.ts";
import type { Plan } from "../model/plan.ts";
import type { KeptKey } from "./in-process-host.ts";
import type { WorldChange } from "./watched-world.ts";

/** What a simulation is made of, in the order in which it happens: nothing else is the truth. */
export type Happening =
  | WorldChange
  /** An event is in the record for the first time. */
  | { readonly kind: "event"; readonly event: Event }
  /** A message of a key has ended, and its state is kept. */
  | { readonly kind: "kept"; readonly kept: KeptKey }
  /** A plan was made, and a rollout is given it. */
  | { readonly kind: "planned"; readonly hash: string; readonly plan: Plan };
