import type { BackupView } from "../ports/backup-port.ts";
import type { Look } from "./render/output.ts";

/** How `lab backups` shows them. */
export const labBackupLook: Look<BackupView> = {
  kind: "backups",
  name: ({ id }) => id,
  columns: [
    { title: "name", value: ({ id }) => id },
    { title: "kubernetes", value: ({ snapshot }) => fact(snapshot, "kubernetes") },
    { title: "taken", value: ({ snapshot }) => takenAt(snapshot) },
    { title: "revision", value: ({ snapshot }) => fact(snapshot, "revision") },
    { title: "objects", value: ({ snapshot }) => fact(snapshot, "objects") },
    { title: "proof", value: ({ proof }) => proofWords(proof) },
    { title: "owner", value: ({ owner }) => owner, wide: true },
    { title: "sha256", value: ({ snapshot }) => fact(snapshot, "hash"), wide: true },
  ],
};

function fact(
  snapshot: BackupView["snapshot"],
  name: "kubernetes" | "revision" | "objects" | "hash",
): string {
  return snapshot.kind === "taken" ? String(snapshot.facts[name]) : "";
}

function takenAt(snapshot: BackupView["snapshot"]): string {
  switch (snapshot.kind) {
    case "taking":
      return snapshot.step;
    case "taken":
      return new Date(snapshot.facts.takenAtMs).toISOString();
    case "failed":
      return `failed: ${snapshot.why}`;
  }
}

function proofWords(proof: BackupView["proof"]): string {
  switch (proof.kind) {
    case "none":
      return "not proved";
    case "proving":
      return proof.step;
    case "passed":
      return "passed";
    case "failed":
      return `failed: ${[proof.why, ...proof.differences].join("; ")}`;
  }
}
