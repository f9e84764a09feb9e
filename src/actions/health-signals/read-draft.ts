import type * as z from "zod";
import type { EvidenceStore } from "../evidence-store.ts";

/** What the step gathered before; undefined when there is nothing, or it is of another build: it is gathered anew. */
export async function readDraft<Draft>(
  schema: z.ZodType<Draft>,
  store: EvidenceStore,
): Promise<Draft | undefined> {
  const json = await store.draft();
  return json === undefined ? undefined : schema.safeParse(JSON.parse(json)).data;
}
