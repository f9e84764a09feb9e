/**
 * Rollouts that wait for windows, for answers, for canaries and for each other, with their handlers
 * cut off at random places: they end as if nothing had been, and nothing starts outside of a window.
 */
import { expect, it } from "vitest";
import type { Event } from "../src/model/event.ts";
import { seededRandom } from "../src/simulate/seeded-random.ts";
import { openStage, type Stage } from "./stage.ts";

const DAY_MS = 24 * 3_600_000;
const asked = { actor: "ana", reason: "" };

interface Story {
  readonly folder: string;
  /** In the order in which they are started; the last one ends last. */
  readonly rollouts: readonly string[];
  readonly before?: (stage: Stage) => void;
  readonly end: string;
}

const stories: readonly Story[] = [
  {
    folder: "scenarios/windows",
    rollouts: ["finish"],
    end: "rollout done: 3 of 3 at their target",
  },
  {
    folder: "scenarios/windows",
    rollouts: ["pause"],
    before: ({ world }) =>
      world.break("shop-3", { name: "slow", kind: "SlowControlPlane", factor: 5 }),
    end: "rollout done: 3 of 3 at their target",
  },
  {
    folder: "scenarios/six",
    rollouts: ["defer"],
    before: ({ world }) => world.break("shop-1", { name: "link", kind: "ApiDown", for: 3_600_000 }),
    end: "rollout done: 6 of 6 at their target",
  },
  {
    folder: "scenarios/six",
    rollouts: ["canaries"],
    end: "rollout done: 6 of 6 at their target",
  },
  {
    folder: "scenarios/six",
    rollouts: ["after-it", "one-by-one"],
    end: "rollout done: 6 of 6 at their target",
  },
];

async function play({ folder, rollouts, before }: Story, seed: number, odds: number) {
  const random = seededRandom(seed);
  const stage = await openStage(folder, { seed, crash: () => random() < odds });
  for (const name of rollouts) await stage.plan(name);
  before?.(stage);
  for (const name of rollouts) await stage.order(name, { kind: "run", ...asked });
  const events: Event[] = [];
  await stage.host.runUntil(
    async () => {
      events.push(...(await stage.news()));
      return events.filter(({ kind }) => kind === "rollout.ended").length === rollouts.length;
    },
    stage.clock.nowMs() + 10 * DAY_MS,
  );
  return { stage, events };
}

/** Office hours of the stories with windows, in UTC. */
const OPENS_AT = 8;
const CLOSES_AT = 13.25;

const cases = stories.flatMap((story) => [1, 2, 3].map((seed) => ({ story, seed })));

it.each(cases)(
  "$story.folder $story.rollouts, seed $seed: cut off again and again, it ends as if nothing had been",
  async ({ story, seed }) => {
    const { stage, events } = await play(story, seed, 0.03);
    expect(stage.host.stuck()).toEqual([]);
    const ends = events.filter(({ kind }) => kind === "rollout.ended");
    expect(ends.map(({ reason }) => reason)).toEqual(story.rollouts.map(() => story.end));
    for (const ledger of Object.values(stage.world.ledger()))
      expect(ledger.controlPlaneUpgrades.length).toBeLessThanOrEqual(1);
    if (story.folder !== "scenarios/windows") return;
    for (const { kind, atMs } of events) {
      const hour = new Date(atMs).getUTCHours() + new Date(atMs).getUTCMinutes() / 60;
      if (kind === "cluster.starts") expect(hour).toBeGreaterThanOrEqual(OPENS_AT);
      if (kind === "cluster.starts") expect(hour).toBeLessThan(CLOSES_AT);
    }
  },
);

it("two rollouts that wait for each other say so, and start nothing", async () => {
  const stage = await openStage("scenarios/six", { rollouts: "scenarios/six/circle.yaml" });
  for (const name of ["first", "second"]) await stage.plan(name);
  for (const name of ["first", "second"]) await stage.order(name, { kind: "run", ...asked });
  await stage.host.advanceTo(stage.clock.nowMs() + DAY_MS);
  const events = await stage.news();
  expect(events.filter(({ kind }) => kind === "cluster.starts")).toEqual([]);
  const last = (rollout: string): string | undefined =>
    events.findLast((event) => event.rollout === rollout)?.reason;
  expect(last("first")).toContain("rollout second, which waits for this one itself: a circle");
  expect(last("second")).toContain("rollout first, which waits for this one itself: a circle");
});

it("an upgrade that runs does not lose its cluster when that leaves the fleet", async () => {
  const stage = await openStage("scenarios/six");
  await stage.plan("failed-ones");
  await stage.order("failed-ones", { kind: "run", ...asked });
  await stage.host.advanceTo(stage.clock.nowMs() + 60_000);
  await stage.applyFleet("scenarios/six/fleet-later.yaml", "ana");
  await stage.host.advanceTo(stage.clock.nowMs() + DAY_MS);
  const ends = (await stage.news()).filter(({ kind }) => kind === "cluster.ended");
  expect(ends.map(({ result }) => result)).toEqual(Array.from({ length: 6 }, () => "done"));
});
