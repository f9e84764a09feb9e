import * as z from "zod";
import type { AttachmentView } from "../../ports/cluster-port.ts";

/** What we read of a VolumeAttachment (storage.k8s.io/v1). */
export const attachmentSchema = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    nodeName: z.string(),
    source: z.object({ persistentVolumeName: z.string().nullish() }).prefault({}),
  }),
});

/** An attachment in the port's words; whether it is attached yet does not matter: its object goes last. */
export function attachmentView({
  metadata,
  spec,
}: z.infer<typeof attachmentSchema>): AttachmentView {
  return { node: spec.nodeName, volume: spec.source.persistentVolumeName ?? metadata.name };
}
