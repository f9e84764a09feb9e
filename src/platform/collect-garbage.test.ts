import { expect, it } from "vitest";
import { collectGarbage } from "./collect-garbage.ts";

it("gives back what nobody holds any more", async () => {
  const forgotten = new WeakRef({ large: Array.from({ length: 1_000 }, () => "x") });
  // What was made in this turn is held until it ends.
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  expect(forgotten.deref()).toBeUndefined();
});
