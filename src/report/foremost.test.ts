import { expect, it } from "vitest";
import type { ClusterView, RolloutView } from "./rollout-view.ts";
import { foremost } from "./foremost.ts";
import { running } from "./teller.fixture.ts";

const [seen] = running().projection.view().clusters;
if (seen === undefined) throw new Error("the plan has a cluster");

function sight(
  name: string,
  phase: RolloutView["phase"],
  plannedAtMs: number,
  cluster: Partial<ClusterView>,
) {
  return { name, view: { phase, plannedAtMs }, cluster: { ...seen, ...cluster } as ClusterView };
}

const atWork = sight("at work", "running", 1, { status: "running", sinceMs: 5 });
const next = sight("next", "running", 2, { status: "running", sinceMs: 6, waitsForLease: true });
const later = sight("later", "running", 3, { status: "waiting", sinceMs: undefined });
const ended = sight("ended", "done", 4, { status: "done", sinceMs: 8 });
const planned = sight("planned", "planned", 7, { status: "waiting", sinceMs: undefined });
const newest = sight("newest", "planned", 9, { status: "waiting", sinceMs: undefined });

it.each([
  ["at work", [newest, next, atWork, later]],
  ["next", [later, next, newest]],
  ["later", [newest, ended, later]],
  ["ended", [planned, ended]],
  ["newest", [ended, newest, planned]],
])("the rollout that says where a cluster is: %s", (name, sights) => {
  expect(foremost(sights)?.name).toBe(name);
});

it("a cluster that no rollout has is nowhere", () => {
  expect(foremost([])).toBeUndefined();
});
