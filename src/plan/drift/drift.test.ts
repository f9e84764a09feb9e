import { expect, it } from "vitest";
import type { Desired } from "../../model/fleet.ts";
import { rolloutSchema } from "../../model/rollout.ts";
import type { RolloutPhase } from "../../model/rollout-state.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import {
  decideDrift,
  driftRolloutName,
  type HeldCluster,
  type OtherRollout,
} from "./decide-drift.ts";
import { driftOf } from "./drift-of.ts";
import { heldRollout } from "./held-rollout.ts";

function seen(
  version: string,
  kubelets: readonly (string | undefined)[],
  available: readonly string[] = [],
): Snapshot {
  return {
    schemaVersion: 1,
    kind: "Snapshot",
    cluster: "shop-1",
    member: "shop-1",
    identity: "uid",
    observedAtMs: 0,
    controlPlane: { version, servers: [] },
    pools: [
      {
        name: "general",
        dialect: "weRoll",
        size: kubelets.length,
        nodes: kubelets.map((kubeletVersion, index) => ({
          name: `n${index}`,
          ready: true,
          ...(kubeletVersion === undefined ? {} : { kubeletVersion }),
        })),
      },
    ],
    available,
  };
}

it.each([
  ["is there", "1.35", seen("1.35.4", ["1.35.4"]), { kind: "held" }],
  ["has no nodes that joined", "1.35", seen("1.35.4", [undefined]), { kind: "held" }],
  [
    "is a minor behind",
    "1.36",
    seen("1.35.4", ["1.35.4"], ["1.36.2", "1.36.3", "1.37.0-rc.1"]),
    {
      kind: "behind",
      words: "control plane at 1.35.4, behind 1.36.3; pool general at 1.35.4, behind 1.36.3",
    },
  ],
  [
    "is a patch behind the newest",
    "1.35",
    seen("1.35.1", ["1.35.1"], ["1.35.4"]),
    {
      kind: "behind",
      words: "control plane at 1.35.1, behind 1.35.4; pool general at 1.35.1, behind 1.35.4",
    },
  ],
  [
    "has the patch that is named",
    "1.35.1",
    seen("1.35.1", ["1.35.1"], ["1.35.4"]),
    { kind: "held" },
  ],
  [
    "has one node that stayed behind",
    "1.35",
    seen("1.35.4", ["1.35.4", "1.34.2"]),
    { kind: "behind", words: "pool general at 1.34.2, behind 1.35.4" },
  ],
  [
    "was moved ahead",
    "1.35",
    seen("1.36.0", ["1.35.4"]),
    { kind: "ahead", words: "control plane at 1.36.0, ahead of 1.35" },
  ],
  [
    "cannot have it yet",
    "1.36",
    seen("1.35.4", ["1.35.4"]),
    {
      kind: "behind",
      words: "control plane at 1.35.4, behind 1.36; pool general at 1.35.4, behind 1.36",
    },
  ],
])("a cluster that %s is found so", (_, desired, snapshot, drift) => {
  expect(driftOf(desired, snapshot)).toEqual(drift);
});

const desired = (drift: Desired["drift"]): Desired => ({ kubernetes: "1.36", drift });
const behind = (name: string): HeldCluster => ({ name, drift: { kind: "behind", words: "" } });
const held: HeldCluster = { name: "ok", drift: { kind: "held" } };
const ahead: HeldCluster = { name: "far", drift: { kind: "ahead", words: "" } };
const unseen: HeldCluster = { name: "dark", drift: { kind: "unseen", words: "" } };
const NOW = 100 * 3_600_000;

const rollout = (phase: RolloutPhase, more: Partial<OtherRollout> = {}): OtherRollout => ({
  name: "shop-held-to-1-36",
  phase,
  plan: "7b21e0c4aaaa",
  open: ["a"],
  planned: ["a"],
  done: ["a"],
  endedAtMs: NOW - 1_000,
  ...more,
});

it.each([
  ["all are there", [held], "1 of 1 clusters are where they are to be", false],
  [
    "one is ahead and one is dark",
    [held, ahead, unseen],
    "1 of 3 clusters are where they are to be; 1 ahead (far); 1 could not be looked at (dark)",
    true,
  ],
])("when %s nothing is done, with the reason", (_, clusters, why, needsPerson) => {
  expect(decideDrift("shop", desired("upgrade"), clusters, [], NOW)).toEqual({
    kind: "nothing",
    why,
    needsPerson,
  });
});

it("those ahead are named beside those behind", () => {
  expect(
    decideDrift("shop", desired("upgrade"), [behind("a"), ahead, held], [], NOW),
  ).toMatchObject({
    why: "1 of 3 clusters behind 1.36: a (1 ahead: far)",
  });
});

it("report tells and starts nothing; of many some are named", () => {
  const many = ["a", "b", "c", "d", "e", "f", "g"].map(behind);
  expect(decideDrift("shop", desired("report"), many, [], NOW)).toEqual({
    kind: "nothing",
    needsPerson: true,
    why: "7 of 7 clusters behind 1.36: a, b, c, d, e and 2 more; drift: report starts nothing",
  });
});

it.each([["plan"], ["upgrade"]] as const)(
  "%s makes a rollout, by one name for each version",
  (drift) => {
    expect(decideDrift("shop", desired(drift), [behind("a"), held], [], NOW)).toEqual({
      kind: "roll-out",
      rollout: "shop-held-to-1-36",
      why: "1 of 2 clusters behind 1.36: a",
    });
    expect(driftRolloutName("shop", { kubernetes: "1.36.3", drift })).toBe("shop-held-to-1-36-3");
  },
);

it.each([
  [
    "waits to be started",
    "plan",
    rollout("planned"),
    "plan 7b21e0c4 waits: fleetlift start shop-held-to-1-36",
    true,
  ],
  ["runs", "upgrade", rollout("running"), "rollout shop-held-to-1-36 is at work", false],
  [
    "is being cancelled",
    "upgrade",
    rollout("cancelling"),
    "rollout shop-held-to-1-36 is at work",
    false,
  ],
  [
    "is stopped",
    "upgrade",
    rollout("stopped"),
    "is stopped: fleetlift start shop-held-to-1-36",
    true,
  ],
  [
    "has failed",
    "upgrade",
    rollout("failed"),
    "has failed: mend what failed, then fleetlift retry",
    true,
  ],
  [
    "was cancelled",
    "upgrade",
    rollout("cancelled"),
    "was cancelled, and so it is not begun again",
    true,
  ],
  [
    "had to leave it out",
    "upgrade",
    rollout("done", { planned: [], done: [] }),
    "plan 7b21e0c4 had to leave them out: fleetlift describe plan 7b21e0c4",
    true,
  ],
  [
    "is done, and in which it failed or was skipped",
    "upgrade",
    rollout("done", { done: [] }),
    "rollout shop-held-to-1-36 ended without a, which failed or was left out: fleetlift retry shop-held-to-1-36 a, or it is tried again after a day",
    true,
  ],
  [
    "is another, and about it",
    "upgrade",
    rollout("running", { name: "spring" }),
    "rollout spring is about them already",
    false,
  ],
] as const)("a rollout that %s is not begun again", (_, drift, other, why, needsPerson) => {
  const decided = decideDrift("shop", desired(drift), [behind("a")], [other], NOW);
  expect(decided).toEqual({ kind: "nothing", needsPerson, why: expect.stringContaining(why) });
});

it.each([
  ["is planned without it", "plan", rollout("planned", { open: [] })],
  ["is planned, and may start by itself now", "upgrade", rollout("planned")],
  ["is done, and it drifted since", "upgrade", rollout("done")],
  ["could not bring it there a day ago", "upgrade", rollout("done", { done: [], endedAtMs: 0 })],
  ["left it out a day ago", "upgrade", rollout("done", { planned: [], done: [], endedAtMs: 0 })],
  [
    "left it out, nobody knows when",
    "upgrade",
    rollout("done", { planned: [], done: [], endedAtMs: undefined }),
  ],
  ["is another, and not about it", "upgrade", rollout("running", { name: "x", open: [] })],
  ["is another, and over", "upgrade", rollout("done", { name: "x" })],
] as const)("a rollout that %s is no reason to wait", (_, drift, other) => {
  expect(decideDrift("shop", desired(drift), [behind("a")], [other], NOW).kind).toBe("roll-out");
});

it("the rollout is one that a person could have written, by the fleet's own template or the usual one", () => {
  const usual = heldRollout(
    "r",
    "shop",
    { ...desired("upgrade"), selector: { matchLabels: { env: "test" } } },
    undefined,
  );
  expect(rolloutSchema.parse(usual).spec).toMatchObject({
    fleet: "shop",
    state: "Run",
    target: { kubernetes: "1.36" },
    strategy: "auto",
    stages: [{ name: "held", selector: { matchLabels: { env: "test" } } }],
  });
  const template = {
    strategy: "rolling",
    stages: [{ name: "ring-0", selector: {}, maxConcurrency: "25%" }],
  };
  const own = rolloutSchema.parse(heldRollout("r", "shop", desired("plan"), template));
  expect(own.spec).toMatchObject({
    state: "Initialize",
    strategy: "rolling",
    stages: [{ name: "ring-0" }],
  });
  expect(
    rolloutSchema.parse(heldRollout("r", "shop", desired("plan"), undefined)).spec.stages,
  ).toMatchObject([{ selector: {} }]);
});
