import { expect, it } from "vitest";
import { STATE_LIMIT_BYTES } from "./host-port.ts";
import { stateText } from "./state-text.ts";

it("takes values up to the limit, counted in bytes", () => {
  const fits = "x".repeat(STATE_LIMIT_BYTES - 2);
  expect(stateText("a", fits)).toBe(`"${fits}"`);
  expect(() => stateText("a", `${fits}x`)).toThrow(
    'state "a" has 16385 bytes, the limit is 16384: split it into several names',
  );
  expect(() => stateText("a", "ü".repeat(STATE_LIMIT_BYTES / 2))).toThrow(/16386 bytes/);
});

it("keeps the names with $ for the host", () => {
  expect(() => stateText("$timer", 1)).toThrow("names with $ are the host's own");
});

it("refuses what has no JSON form", () => {
  expect(() => stateText("a", undefined)).toThrow("use clear");
});
