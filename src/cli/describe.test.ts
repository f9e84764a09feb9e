import { expect, it } from "vitest";
import { describeCluster, describeRollout } from "./describe.ts";
import { cluster, done, NOON_MS, rolloutView, running } from "./render/view.fixture.ts";

it("describes a rollout with its stages and clusters, worst first", () => {
  const view = rolloutView([done("shop-staging"), cluster("shop-paris"), running("shop-ohio")]);
  expect(describeRollout(view, NOON_MS)).toBe(
    `Rollout kubernetes-1-36   running, stage 1 of 1   1 of 3 done   started 09:02:00, 2 h 58 min ago
Fleet shop   plan ${view.plan}
Planned 2026-11-23T08:40:00Z   last told 2026-11-23T12:00:00Z: stage production starts

STAGES
  NAME         PHASE   DONE     RUNNING   FAILED         SKIPPED   WAITING
  production   open    1 of 3   1 of 2    0, 1 allowed   0         1

CLUSTERS
  NAME           STAGE        STATUS    STEP       FROM     TO       REASON
  shop-ohio      production   running   5 of 11    1.34.4   1.36.3   pool general: 3 of 8 nodes moved, 2 joining
  shop-paris     production   waiting   0 of 11    1.34.4   1.36.3   -
  shop-staging   production   done      11 of 11   1.34.4   1.36.3   done: every step done
`,
  );
});

it("describes what a rollout waits for as a whole, and who can end it", () => {
  const waitsFor = [
    { rule: "approval", needsPerson: true, words: "1 approval from sre", who: "sre" },
    { rule: "timed-wait", needsPerson: false, words: "a wait of 2h, until Mon" },
  ] as const;
  expect(describeRollout(rolloutView([], { waitsFor }), NOON_MS)).toContain(`
WAITS FOR
  1 approval from sre; who can end it: sre (needs somebody)
  a wait of 2h, until Mon

STAGES`);
});

it("describes a cluster: why it is where it is, and its steps", () => {
  const steps = [
    {
      id: "preflight",
      title: "Check that the cluster is well",
      status: "done",
      reason: "healthy",
      startedAtMs: NOON_MS - 60_000,
      endedAtMs: NOON_MS,
    },
    {
      id: "hop-1-control-plane",
      title: "Upgrade the control plane",
      status: "pending",
      reason: "",
      startedAtMs: undefined,
      endedAtMs: undefined,
    },
  ] as const;
  const view = rolloutView([running("shop-ohio", { steps })]);
  expect(describeCluster("shop-ohio is being upgraded.", view, "shop-ohio")).toBe(
    `shop-ohio is being upgraded.

Rollout kubernetes-1-36, stage production, member shop-ohio, attempt 1, 1.34.4 to 1.36.3

STEPS
  ID                    STATUS    TOOK    TITLE                            LAST WORDS
  preflight             done      1 min   Check that the cluster is well   healthy
  hop-1-control-plane   pending   -       Upgrade the control plane        -
`,
  );
});

it("gives the explanation alone for a cluster that the plan left out", () => {
  expect(describeCluster("it is too old.", rolloutView([]), "shop-old")).toBe("it is too old.\n");
});
