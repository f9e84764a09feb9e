/**
 * Rollouts that ask, wait, tell and look through gates, with their handlers cut off at random
 * places: every task ends once, and the end is the same as when nothing happens (I8).
 */
import { expect, it } from "vitest";
import { brokenAt, emptyHead, type Event } from "../src/model/event.ts";
import { seededRandom } from "../src/simulate/seeded-random.ts";
import { openStage } from "./stage.ts";

const WEEK_MS = 7 * 24 * 3_600_000;

/** What was told of a rollout to its end; cleo and dan approve whatever it asks for. */
async function told(name: string, seed: number, odds: number): Promise<readonly Event[]> {
  const random = seededRandom(seed);
  let crashes = 0;
  const crash = (): boolean => {
    const cut = random() < odds;
    if (cut) crashes += 1;
    return cut;
  };
  const stage = await openStage("scenarios/trio", {
    rollouts: "scenarios/rollouts/tasks.yaml",
    seed,
    crash,
  });
  const { hash } = await stage.plan(name);
  await stage.order(name, { kind: "run", actor: "ana", reason: "" });
  const events: Event[] = [];
  const goOn = async (): Promise<string | undefined> => {
    await stage.host.runUntil(async () => {
      events.push(...(await stage.news()));
      return ENDS.has(events.at(-1)?.kind ?? "");
    }, stage.clock.nowMs() + WEEK_MS);
    return events.at(-1)?.kind;
  };
  while ((await goOn()) === "approval.asked") {
    for (const actor of ["cleo", "dan"]) {
      const verdict = { actor, roles: ["sre"], comment: "", plan: hash };
      await stage.order(name, { kind: "approve", ...verdict });
      events.push(...(await stage.news()));
    }
  }
  expect(stage.host.stuck()).toEqual([]);
  expect(crashes > 0).toBe(odds > 0);
  return events;
}

const ENDS: ReadonlySet<string> = new Set(["approval.asked", "rollout.ended"]);

const TASKS: ReadonlySet<string> = new Set([
  "approval.asked",
  "approval.given",
  "task.started",
  "task.waits",
  "task.ended",
  "rollout.ended",
]);

/** What was told of the rollout's tasks, in its order; not when, nor of which plan. */
const storyOf = (events: readonly Event[]): readonly string[] =>
  events
    .filter(({ kind, stream }) => TASKS.has(kind) && stream.startsWith("rollout/"))
    .map(({ kind, task, actor, result }) => [kind, task, actor, result].join(" "));

const names = ["two-approvals", "one-approval", "waits-and-tells", "behind-a-gate"];
const seeds = Array.from({ length: 3 }, (_, index) => index + 1);

it.each(names)("%s: cut off again and again, every task ends once", async (name) => {
  const whole = storyOf(await told(name, 1, 0));
  expect(whole.at(-1)).toBe("rollout.ended  fleetlift done");
  for (const seed of seeds) {
    const events = await told(name, seed, 0.03);
    expect(storyOf(events), `seed ${seed}`).toEqual(whole);
    for (const [stream, ofIt] of Map.groupBy(events, (event) => event.stream))
      expect(brokenAt(emptyHead(stream), ofIt), stream).toBeUndefined();
  }
});
