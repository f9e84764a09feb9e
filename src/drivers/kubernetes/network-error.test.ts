import { describe, expect, it } from "vitest";
import { networkError } from "./network-error.ts";

function failed(cause: unknown): Error {
  return new TypeError("fetch failed", { cause });
}

function coded(code: string): Error {
  return Object.assign(new Error(code), { code });
}

const table: readonly (readonly [string, unknown, "transient" | "terminal", string])[] = [
  ["a refused connection may pass", failed(coded("ECONNREFUSED")), "transient", "ECONNREFUSED"],
  [
    "several addresses that failed are told by the first",
    failed(new AggregateError([coded("EHOSTUNREACH")])),
    "transient",
    "EHOSTUNREACH",
  ],
  [
    "a code is found behind two causes",
    failed(new Error("socket", { cause: coded("ECONNRESET") })),
    "transient",
    "ECONNRESET",
  ],
  [
    "a time limit may pass",
    new DOMException("The operation was aborted", "TimeoutError"),
    "transient",
    "it took too long",
  ],
  [
    "a certificate that is not trusted stays so",
    failed(coded("SELF_SIGNED_CERT_IN_CHAIN")),
    "terminal",
    "certificate of https://k8s.example is not to be trusted (SELF_SIGNED_CERT_IN_CHAIN)",
  ],
  [
    "a credentials plugin's last words are passed on",
    new Error("login first"),
    "transient",
    "login first",
  ],
  ["what is no error is told as it is", "odd", "transient", "odd"],
];

describe("a request without an answer", () => {
  it.each(table)("%s", (_, error, kind, words) => {
    const result = networkError(error, "list nodes", "https://k8s.example");
    expect(result.class).toBe(kind);
    expect(result.message).toContain(words);
    expect(result.message).toContain("https://k8s.example");
  });
});
