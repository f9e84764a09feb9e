/**
 * Job: lends one real cluster to one upgrade at a time.
 * Owns: the lease of a member and its fencing number, keyed by the member's identity.
 * Keeps I7: by identity and not by name, a member has at most one upgrade. The number rises with
 * every new holder, so that a holder of before can be told from the one of now.
 */
import * as z from "zod";
import type { HostObject } from "../ports/host-port.ts";
import { MEMBER } from "./object-names.ts";

const messageSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("acquire"), holder: z.string() }),
  z.object({ kind: z.literal("release"), holder: z.string() }),
  z.object({ kind: z.literal("tick") }),
]);

interface Lease {
  readonly holder: string;
  readonly fence: number;
}

export type LeaseAnswer =
  | { readonly kind: "granted"; readonly fence: number }
  | { readonly kind: "held"; readonly by: string };

export const memberObject: HostObject = {
  name: MEMBER,
  on: async (context, message) => {
    const order = messageSchema.parse(message);
    const lease = await context.get<Lease>("lease");
    switch (order.kind) {
      case "acquire": {
        const next = acquire(lease, order.holder);
        if (next.kind === "granted" && lease?.holder !== order.holder) {
          context.set("lease", { holder: order.holder, fence: next.fence });
        }
        return next;
      }
      case "release":
        if (lease?.holder === order.holder)
          context.set("lease", { holder: "", fence: lease.fence });
        return { kind: "released" };
      case "tick":
        return { kind: "nothing" };
    }
  },
};

/** Asking again is answered with the same number; a lease that nobody holds goes to who asks first. */
function acquire(lease: Lease | undefined, holder: string): LeaseAnswer {
  if (lease === undefined) return { kind: "granted", fence: 1 };
  if (lease.holder === holder) return { kind: "granted", fence: lease.fence };
  if (lease.holder === "") return { kind: "granted", fence: lease.fence + 1 };
  return { kind: "held", by: lease.holder };
}
