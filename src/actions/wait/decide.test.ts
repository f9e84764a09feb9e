import { expect, test } from "vitest";
import { lookContext } from "../run-in-world.fixture.ts";
import { decideWait, waitInput } from "./decide.ts";

const START_MS = Date.UTC(2026, 10, 23, 8);
const input = { forMs: 600_000 };

test("it waits from the start of the step, and says until when", () => {
  const { outcome } = decideWait(null, input, lookContext(START_MS + 60_000, START_MS, null));
  expect(outcome).toEqual({
    kind: "requeue",
    afterMs: 540_000,
    progress: "waits until 2026-11-23T08:10:00Z",
  });
});

test("it is done at the end", () => {
  const { outcome } = decideWait(null, input, lookContext(START_MS + 600_000, START_MS, null));
  expect(outcome).toEqual({ kind: "done", summary: "waited 10m, until 2026-11-23T08:10:00Z" });
});

test("a later try does not move the end", () => {
  const first = decideWait(null, input, lookContext(START_MS, START_MS, null));
  const later = lookContext(START_MS + 600_000, START_MS + 300_000, first.memo);
  expect(decideWait(null, input, later).outcome.kind).toBe("done");
});

test.each([{ forMs: -1 }, { forMs: "10m" }, {}])("%j is refused", (inputs) => {
  expect(waitInput.safeParse(inputs).success).toBe(false);
});
