import { readFileSync } from "node:fs";
import type { SecretRef } from "../../model/messaging.ts";
import { env } from "../../platform/env.ts";
import { PortError } from "../../ports/port-error.ts";

/** Reads a secret where it is to be found, at each use: one that was replaced counts at once. Throws a terminal `PortError` that names the place. */
export function readSecret(ref: SecretRef): string {
  if ("env" in ref) {
    const value = env(ref.env);
    if (value !== undefined) return value.trim();
    throw new PortError("terminal", `the server's environment has no variable ${ref.env}`);
  }
  return readSecretFile(ref.file);
}

function readSecretFile(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, "utf8").trim();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "no reason given";
    throw new PortError("terminal", `the secret in ${file} cannot be read: ${code}`);
  }
  if (text !== "") return text;
  throw new PortError("terminal", `the secret in ${file} is empty`);
}
