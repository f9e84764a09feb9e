import { expect, test } from "vitest";
import { mayAsk, outcomeOfStart } from "./start-answer.ts";

test.each(["accepted", "alreadyRunning", "alreadyThere"] as const)(
  "%s changes nothing: what came of it is seen in the world",
  (kind) => {
    expect(outcomeOfStart("control plane to 1.36.3", { kind })).toBeUndefined();
  },
);

test("a provider that is busy is waited for, and what with is named", () => {
  const busy = { kind: "busy", with: "the upgrade to 1.35.4, started by ana" } as const;
  expect(outcomeOfStart("control plane to 1.36.3", busy)).toEqual({
    kind: "waiting",
    afterMs: 60_000,
    for: "control plane to 1.36.3 waits: the provider is busy with the upgrade to 1.35.4, started by ana",
    needsPerson: false,
  });
});

test("a refusal ends the step with the provider's words", () => {
  expect(outcomeOfStart("control plane to 1.36.3", { kind: "refused", why: "no quota" })).toEqual({
    kind: "failed",
    class: "terminal",
    why: "control plane to 1.36.3 was refused by the provider: no quota",
  });
});

test.each([
  [undefined, true],
  [1_000, false],
  [-60_000, true],
])("asked at %s, it may ask at 0: %s", (askedAtMs, expected) => {
  expect(mayAsk(askedAtMs, 0)).toBe(expected);
});
