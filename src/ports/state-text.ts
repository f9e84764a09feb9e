import { STATE_LIMIT_BYTES } from "./host-port.ts";

/**
 * A value of a key's state as the JSON that is kept. Throws when it is too large for one value: a
 * large state is split into several names, which a host reads one by one and only when asked.
 */
export function stateText(name: string, value: unknown): string {
  if (name.startsWith("$")) throw new Error(`state "${name}": names with $ are the host's own`);
  const text = JSON.stringify(value);
  if (text === undefined) throw new Error(`state "${name}" has no JSON form: use clear`);
  const bytes = Buffer.byteLength(text);
  if (bytes > STATE_LIMIT_BYTES) {
    throw new Error(
      `state "${name}" has ${bytes} bytes, the limit is ${STATE_LIMIT_BYTES}: split it into several names`,
    );
  }
  return text;
}
