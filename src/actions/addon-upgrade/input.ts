import * as z from "zod";
import type { Data } from "../../model/data.ts";

const fields = {
  /** As the plan's hop calls it: `coredns`, `istio`. */
  addon: z.string().min(1),
  part: z.enum(["whole", "control-plane", "proxies"]),
  /** Where it stands. */
  from: z.string().min(1),
  /** A version, or a minor that stands for its newest version. */
  to: z.string().min(1),
  /** Of proxies: so many of the workloads that carry them restart at a time, in percent. */
  portionPercent: z.int().min(1).max(100).default(25),
  /** It fails when nothing moves for so long, as a Deployment does. */
  progressDeadlineMs: z.int().min(60_000).default(600_000),
};

/** What `addon.upgrade` and `addon.rollback` are told. */
export const addonMoveInput = z.strictObject(fields);

export type AddonMoveInput = Data<typeof addonMoveInput>;
