import { expect, it } from "vitest";
import { canonicalJson, contentHash, sha256, shortHash } from "./hash.ts";

it("the same data is the same text and the same hash, in whatever order it was made", () => {
  expect(canonicalJson({ b: [1, "x"], a: null })).toBe('{"a":null,"b":[1,"x"]}');
  expect(contentHash({ b: 1, a: 2 })).toBe(contentHash({ a: 2, b: 1 }));
  expect(contentHash({ a: 1 })).not.toBe(contentHash({ a: 2 }));
});

it("what JSON has no form for is refused", () => {
  expect(() => canonicalJson(undefined)).toThrow("only JSON data has a canonical form");
  expect(() => canonicalJson({ a: Number.NaN })).toThrow();
});

it("text is hashed as UTF-8, and shown by its first eight digits", () => {
  // The digest that FIPS 180-2 gives for "abc".
  expect(sha256("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(sha256("é")).not.toBe(sha256("e"));
  expect(shortHash(sha256("abc"))).toBe("ba7816bf");
});
