/**
 * The same rollout as in the happy path, with its handlers cut off at random places: the end, the
 * story and what was done to the clusters are the same as when nothing happens (I8).
 */
import { expect, it } from "vitest";
import { brokenAt, emptyHead, type Event } from "../src/model/event.ts";
import { seededRandom } from "../src/simulate/seeded-random.ts";
import { openStage, type Stage } from "./stage.ts";

const NAME = "kubernetes-1-36";
const DAY_MS = 24 * 3_600_000;

interface End {
  readonly stage: Stage;
  readonly events: readonly Event[];
  readonly crashes: number;
}

async function runToEnd(seed: number, odds: number): Promise<End> {
  const random = seededRandom(seed);
  let crashes = 0;
  const crash = (): boolean => {
    const cut = random() < odds;
    if (cut) crashes += 1;
    return cut;
  };
  const stage = await openStage("scenarios/trio", { seed, crash });
  await stage.plan(NAME);
  await stage.order(NAME, { kind: "run", actor: "ana", reason: "" });
  const events: Event[] = [];
  const isEnd = ({ kind }: Event): boolean => kind === "rollout.ended";
  await stage.host.runUntil(async () => {
    events.push(...(await stage.news()));
    return events.some(isEnd);
  }, stage.clock.nowMs() + DAY_MS);
  await stage.host.advanceTo(stage.clock.nowMs() + 60_000);
  return { stage, events, crashes };
}

const seeds = Array.from({ length: 25 }, (_, index) => index + 1);

it.each(seeds)(
  "seed %i: cut off again and again, the rollout ends as if nothing had been",
  async (seed) => {
    const { stage, events, crashes } = await runToEnd(seed, 0.03);
    expect(crashes).toBeGreaterThan(5);
    expect(stage.host.stuck()).toEqual([]);
    expect(events.findLast(({ kind }) => kind === "rollout.ended")?.reason).toBe(
      "rollout done: 3 of 3 at their target",
    );
    for (const [name, ledger] of Object.entries(stage.world.ledger())) {
      expect(
        ledger.controlPlaneUpgrades.map(({ to }) => to),
        name,
      ).toEqual(["1.36.3"]);
      expect(ledger.nodesAdded, name).toEqual({ "general@1.36.3": 3 });
      expect(ledger.nodesRemoved, name).toEqual({ general: 3 });
      expect(ledger.budgetViolations, name).toEqual([]);
      expect(ledger.podsLost, name).toEqual({});
      expect(ledger.lowestHealthy["shop/web"], name).toBeGreaterThanOrEqual(5);
    }
    expectWholeStreams(events);
  },
);

it("without a crash, the story of every seed has the same steps", async () => {
  const first = storyOf((await runToEnd(1, 0)).events);
  const second = storyOf((await runToEnd(2, 0)).events);
  const crashed = storyOf((await runToEnd(3, 0.03)).events);
  expect(second).toEqual(first);
  expect(crashed).toEqual(first);
});

/** What was told of steps that ended and clusters that did, in their order; not when. */
function storyOf(events: readonly Event[]): readonly string[] {
  const told = new Set([
    "step.done",
    "cluster.starts",
    "cluster.ended",
    "stage.ended",
    "rollout.ended",
  ]);
  return events
    .filter(({ kind }) => told.has(kind))
    .map(({ cluster, step, kind, reason }) => [cluster, step, kind, reason].join(" "));
}

function expectWholeStreams(events: readonly Event[]): void {
  for (const [stream, told] of Map.groupBy(events, (event) => event.stream)) {
    expect(brokenAt(emptyHead(stream), told), stream).toBeUndefined();
  }
}
