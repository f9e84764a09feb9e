import { InvalidArgumentError } from "commander";
import { durationSchema } from "../model/duration.ts";

/** A duration as people write it, in milliseconds. */
export function durationOption(text: string): number {
  const parsed = durationSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(`${parsed.error.issues[0]?.message ?? ""}.`);
}

/** One address more; each must be of HTTP. */
export function webhookOption(text: string, before: readonly string[] = []): readonly string[] {
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? "")) return [...before, text];
  throw new InvalidArgumentError("Expected an address like https://audit.example/anchors.");
}
