import { PortError } from "../ports/port-error.ts";
import type { RecordPort } from "../ports/record-port.ts";

/** What a verdict rests on, kept beside the record: too much for a memo, and what an event names by its hash. */
export interface EvidenceStore {
  /** Keeps canonical JSON under its hash, for good, and returns that. */
  readonly keep: (json: string) => Promise<string>;
  /** Throws a terminal `PortError` when nothing of that hash is kept. */
  readonly read: (hash: string) => Promise<string>;
  /** What this step has gathered so far; undefined when it is nothing. It may be lost, and then is gathered anew. */
  readonly draft: () => Promise<string | undefined>;
  readonly keepDraft: (json: string) => Promise<void>;
}

const DRAFT_KIND = "EvidenceDraft";

/** Evidence in the record store. `name` is the step's, with its upgrade's: it has one draft. */
export function evidenceStore(
  records: Pick<RecordPort, "putBlob" | "getBlob" | "putDocument" | "getDocument">,
  name: string,
): EvidenceStore {
  return {
    keep: (json) => records.putBlob(json),
    read: async (hash) => {
      const json = await records.getBlob(hash);
      if (json !== undefined) return json;
      throw new PortError("terminal", `nothing is kept under the hash ${hash}`);
    },
    draft: async () => (await records.getDocument(DRAFT_KIND, name))?.json,
    keepDraft: (json) => records.putDocument({ kind: DRAFT_KIND, name, json }),
  };
}
