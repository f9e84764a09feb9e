import { expect, it } from "vitest";
import { planOf } from "../rollout/rollout-driver.fixture.ts";
import { EffectFailed, type HostContext } from "../ports/host-port.ts";
import type { Notice } from "../ports/notify-port.ts";
import { tellStage } from "./tell-stage.ts";

const plan = planOf({ name: "first", clusters: ["a", "b"] }, { name: "second", clusters: ["c"] });
const message = {
  key: "r/7b21e0c4/first/before-0/1",
  audience: "support",
  text: "shops move tonight",
  stage: "first",
  task: "before-0",
  round: 1,
} as const;
const answer = { kind: "told", stage: "first", task: "before-0", round: 1 } as const;

/** Tells with a channel that does `send`, and answers whom it was for. */
async function tell(
  send: (notice: Notice) => Promise<void>,
  support: string | undefined = "#help",
) {
  const asked: string[] = [];
  // Only effects are used.
  const context = {
    effect: async (_: string, run: () => Promise<unknown>) => {
      try {
        return await run();
      } catch (error) {
        throw new EffectFailed(error instanceof Error ? error.message : "");
      }
    },
  } as unknown as HostContext;
  const sharedContacts = (fleet: string, clusters: readonly string[]) => {
    asked.push(fleet, ...clusters);
    return Promise.resolve(support === "" ? {} : { support });
  };
  const told = await tellStage(
    context,
    { notify: { notify: send }, sharedContacts },
    plan,
    message,
    7,
  );
  return { told, asked };
}

it("tells the people whom the stage's clusters name, under the key that it was given", async () => {
  const notices: Notice[] = [];
  const { told, asked } = await tell((notice) => {
    notices.push(notice);
    return Promise.resolve();
  });
  expect(told).toEqual({ ...answer, said: "told support (#help)" });
  expect(asked).toEqual(["f", "a", "b"]);
  expect(notices).toEqual([
    {
      key: message.key,
      audience: "support",
      to: "#help",
      text: "shops move tonight",
      atMs: 7,
    },
  ]);
});

it("says that nobody is named, and sends nothing", async () => {
  const { told } = await tell(() => Promise.reject(new Error("unasked")), "");
  expect(told).toEqual({
    ...answer,
    said: "nobody is named for support in the fleet, nothing was sent",
  });
});

it("a channel that does not take it is an answer too", async () => {
  const { told } = await tell(() => Promise.reject(new Error("connection refused")));
  expect(told).toEqual({ ...answer, said: "", failed: "connection refused" });
});
