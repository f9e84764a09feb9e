import path from "node:path";
import { expect, it } from "vitest";
import { apiSocket } from "./api-socket.ts";

it("is in the data directory", () => {
  expect(apiSocket("/var/lib/fleetlift")).toBe("/var/lib/fleetlift/api.sock");
});

it("is elsewhere, by a name of its own, where the path would be too long for a socket", () => {
  const long = path.join("/", "deep".repeat(30));
  expect(apiSocket(long)).not.toContain(long);
  expect(apiSocket(long).length).toBeLessThan(100);
  expect(apiSocket(long)).not.toBe(apiSocket(`${long}er`));
});
