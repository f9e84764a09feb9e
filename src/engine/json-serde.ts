import type { Serde } from "@restatedev/restate-sdk";

/** Text that is JSON already. */
export const jsonText: Serde<string> = {
  contentType: "application/json",
  serialize: (text) => new TextEncoder().encode(text),
  deserialize: (bytes) => new TextDecoder().decode(bytes),
};

/** Any value that has a JSON form; `undefined` is no bytes at all. */
export function jsonValue<T>(): Serde<T> {
  return {
    contentType: "application/json",
    serialize: (value) =>
      value === undefined ? new Uint8Array() : jsonText.serialize(JSON.stringify(value)),
    // What was written at the other end; its form is the reader's to check.
    deserialize: (bytes) =>
      (bytes.length === 0 ? undefined : JSON.parse(jsonText.deserialize(bytes))) as T,
  };
}
