import { expect, test } from "vitest";
import type { Json } from "../../model/data.ts";
import type { ProviderView } from "../../ports/provider-port.ts";
import { lookContext, OWNER } from "../run-in-world.fixture.ts";
import { decideControlPlane } from "./decide.ts";

const NOW_MS = 1_000_000;
const STARTED_MS = 900_000;

function view(versions: readonly string[], change: Partial<ProviderView> = {}): ProviderView {
  return {
    status: "active",
    statusReason: "",
    controlPlaneVersion: versions.toSorted()[0] ?? "1.35.4",
    servers: versions.map((version, at) => ({ name: `api-${at + 1}`, version })),
    pools: [],
    available: ["1.36.3"],
    ...change,
  };
}

const look = (seen: ProviderView, memo: Json = null, nowMs = NOW_MS) =>
  decideControlPlane(seen, { to: "1.36.3" }, lookContext(nowMs, STARTED_MS, memo));

const asked = (agoMs: number): Json => ({ from: "1.35.4", askedAtMs: NOW_MS - agoMs });

test("what is not started is started, and where it began is remembered", () => {
  expect(look(view(["1.35.4", "1.35.4"]))).toEqual({
    deeds: [{ kind: "start", from: "1.35.4", to: "1.36.3", token: `${OWNER}/step-1` }],
    outcome: {
      kind: "requeue",
      afterMs: 15_000,
      progress: "control plane 1.35.4 > 1.36.3: 0 of 2 API servers are there",
    },
    memo: { from: "1.35.4", askedAtMs: NOW_MS },
  });
});

test("a node that it would leave too far behind forbids it, whatever the plan had seen", () => {
  const pool = (kubeletVersion: string | undefined) => ({
    name: "gpu",
    dialect: "weRoll" as const,
    size: 1,
    nodes: [{ name: "gpu-1", ...(kubeletVersion && { kubeletVersion }), ready: true }],
  });
  const withPool = (kubeletVersion?: string) => view(["1.35.4"], { pools: [pool(kubeletVersion)] });
  const { deeds, outcome } = look(withPool("1.32.9"));
  expect(deeds).toEqual([]);
  expect(outcome).toEqual({
    kind: "failed",
    class: "terminal",
    why: "node gpu-1 of pool gpu is at 1.32.9, and at 1.36.3 the control plane would leave it more than 3 minors behind. Nothing was started; plan again from where the nodes are",
  });
  expect(look(withPool("1.33.9")).deeds).toHaveLength(1);
  expect(look(withPool()).deeds).toHaveLength(1);
});

test("it is done when the provider is at rest and every API server says so", () => {
  const { deeds, outcome } = look(view(["1.36.3", "1.36.3", "1.36.3"]), asked(300_000));
  expect(deeds).toEqual([]);
  expect(outcome).toEqual({
    kind: "done",
    summary: "control plane 1.35.4 > 1.36.3, seen on 3 of 3 API servers",
    outputs: { from: "1.35.4", to: "1.36.3" },
  });
});

test("what is there at the first look is done and was never moved", () => {
  expect(look(view(["1.36.4"])).outcome).toEqual({
    kind: "done",
    summary: "control plane is at 1.36.4 already, seen on 1 of 1 API servers",
    outputs: { from: "1.36.4", to: "1.36.4" },
  });
});

const upgrading = { status: "upgrading" } as const;

test.each([
  ["asked a moment ago, nothing to be seen yet", view(["1.35.4"]), asked(15_000), 0],
  [
    "asked a minute ago, nothing to be seen: the request may be lost",
    view(["1.35.4"]),
    asked(60_000),
    1,
  ],
  ["one API server lags behind", view(["1.36.3", "1.35.4"]), asked(15_000), 0],
  ["no API server is listed", view([], { controlPlaneVersion: "1.36.3" }), asked(15_000), 0],
  [
    "upgrading to where we want",
    view(["1.35.4"], { ...upgrading, upgradingTo: "1.36.3" }),
    asked(90_000),
    0,
  ],
  ["upgrading, and the provider does not say where to", view(["1.35.4"], upgrading), null, 1],
  [
    "upgrading, and it said a moment ago that it is ours",
    view(["1.35.4"], upgrading),
    asked(15_000),
    0,
  ],
  [
    "every API server is there, and the provider is not at rest",
    view(["1.36.3"], upgrading),
    asked(90_000),
    0,
  ],
])("it goes on: %s", (_, seen, memo, requests) => {
  const { deeds, outcome } = look(seen, memo);
  expect(outcome).toMatchObject({ kind: "requeue", afterMs: 15_000 });
  expect(deeds).toHaveLength(requests);
});

const by = (name: string, to: string, atMs = NOW_MS) => ({ changes: [{ to, by: name, atMs }] });
const elsewhere = { ...upgrading, upgradingTo: "1.35.9" };

test.each<[string, ProviderView, Json, string]>([
  [
    "moves elsewhere",
    view(["1.35.4"], { ...elsewhere, ...by("terraform", "1.35.9") }),
    null,
    "control plane moves to 1.35.9, which this plan did not ask for: changed by terraform at 00:16 UTC",
  ],
  [
    "moves elsewhere, and nobody says by whom",
    view(["1.35.4"], elsewhere),
    asked(90_000),
    "control plane moves to 1.35.9, which this plan did not ask for: its provider does not tell by whom",
  ],
  [
    "was asked for a minor, and is at a patch of it",
    view(["1.35.4", "1.35.9"], by("terraform", "1.35", NOW_MS - 24 * 3_600_000)),
    asked(90_000),
    "control plane is at 1.35.9, which is neither where this step found it (1.35.4) nor where it brings it (1.36.3): changed by terraform at 1969-12-31 00:16 UTC",
  ],
  [
    "is past this step's minor",
    view(["1.37.0"], by("ana", "1.37.0")),
    null,
    "control plane is at 1.37.0, and this step brings it to 1.36.3: changed by ana at 00:16 UTC. Apply the rollout again to plan from there",
  ],
])("it stops when somebody else was there: it %s", (_, seen, memo, why) => {
  const { deeds, outcome } = look(seen, memo);
  expect(deeds).toEqual([]);
  expect(outcome).toEqual({ kind: "failed", class: "terminal", why, rule: "foreign-writer" });
});

test("what an upgrade of ours before this one left under way is waited for", () => {
  const { deeds, outcome } = look(view(["1.35.4"], { ...elsewhere, ...by("fleetlift", "1.35.9") }));
  expect(deeds).toEqual([]);
  expect(outcome).toMatchObject({
    kind: "waiting",
    for: "control plane is being upgraded to 1.35.9, which an upgrade before this one asked for; 1.36.3 is asked for when that has ended",
  });
  const after = view(["1.35.9"], by("fleetlift", "1.35.9"));
  expect(look(after, { from: "1.35.4" }).deeds).toHaveLength(1);
});

test.each<[string, ProviderView, Json]>([
  ["at a later patch", view(["1.36.9"], by("the provider", "1.36.9")), asked(90_000)],
  ["on its way to a later patch", view(["1.35.4"], { ...upgrading, upgradingTo: "1.36.9" }), null],
  ["on its way to the minor", view(["1.35.4"], { ...upgrading, upgradingTo: "1.36" }), null],
  ["past it, and nobody says by whom", view(["1.37.0"]), null],
])("it is as good as asked for: %s", (_, seen, memo) => {
  expect(["done", "requeue"]).toContain(look(seen, memo).outcome.kind);
});

test.each(["active", "upgrading", "failed"] as const)(
  "a minor is never skipped, whatever the provider is at: %s",
  (status) => {
    const { deeds, outcome } = look(view(["1.34.4"], { status }));
    expect(deeds).toEqual([]);
    expect(outcome).toMatchObject({
      kind: "failed",
      class: "terminal",
      why: expect.stringContaining("1.34.4 cannot go to 1.36.3 in one step"),
    });
  },
);

const failed = view(["1.35.4"], { status: "failed", statusReason: "no free address" });

test("a provider that gave up is asked once in each try", () => {
  expect(look(failed).deeds).toHaveLength(1);
  expect(look(failed, asked(NOW_MS - STARTED_MS + 1)).deeds).toHaveLength(1);
});

test("a provider that gave up again fails the try in passing, with its words", () => {
  const { deeds, outcome } = look(failed, asked(15_000));
  expect(deeds).toEqual([]);
  expect(outcome).toEqual({
    kind: "failed",
    class: "transient",
    why: "the provider could not upgrade the control plane to 1.36.3: no free address",
  });
});
