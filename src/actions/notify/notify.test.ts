import { expect, test } from "vitest";
import { lookContext, OWNER, runAction, testWorld } from "../run-in-world.fixture.ts";
import { decideNotify, notifyInput } from "./decide.ts";
import { notify } from "./notify.ts";

const small = { pools: [{ name: "general", dialect: "weRoll", size: 1 }] };
const inputs = { audience: "operations", text: "shop-1 is at 1.36.3." };

test("the people whom the fleet names are told, under a key that stays the same", async () => {
  const world = testWorld(small, { contacts: { operations: "#platform" } });
  const { outcome, intended } = await runAction(world, notify, inputs, { disturbance: "twice" });
  expect(outcome).toEqual({ kind: "done", summary: "told operations (#platform)" });
  expect(intended[0]).toBe("tell operations (#platform): shop-1 is at 1.36.3.");
  expect(new Set(world.notices.map(({ key }) => key))).toEqual(
    new Set([`${OWNER}/step-1/operations`]),
  );
  expect(world.notices[0]).toMatchObject({ to: "#platform", text: "shop-1 is at 1.36.3." });
});

test("who is told hears of the steps that were skipped", () => {
  const context = { ...lookContext(0, 0, null), skipped: ["Roll node pool general", "Check it"] };
  const { deeds } = decideNotify({ operations: "#p" }, notifyInput.parse(inputs), context);
  expect(deeds[0]?.text).toBe(
    "shop-1 is at 1.36.3. But these steps were skipped: Roll node pool general; Check it.",
  );
});

test("nobody named is said and is no failure", async () => {
  const world = testWorld(small, { contacts: { support: "support@shop.example" } });
  const { outcome } = await runAction(world, notify, inputs);
  expect(outcome).toEqual({
    kind: "done",
    summary: "nobody is named for operations in the fleet: nothing was sent",
  });
  expect(world.notices).toEqual([]);
});

test("an audience that does not exist is refused with those that do", () => {
  const { error } = notify.input.safeParse({ audience: "everyone", text: "x" });
  expect(error?.issues[0]?.message).toBe("expected whom to tell: operations, support or customers");
});

test("what was told stays told", async () => {
  const { outcome } = await runAction(testWorld(small), notify, inputs, { mode: "putBack" });
  expect(outcome.kind).toBe("done");
});
