import { expect, it } from "vitest";
import type { Connect, MemberPorts } from "../../ports/connect.ts";
import { nextTurn } from "../../platform/turn.ts";
import { PortError } from "../../ports/port-error.ts";
import type { ProviderChange } from "../../ports/provider-port.ts";
import { fleetDocument, testServer, type TestServer } from "../test-core.fixture.ts";
import { driftRound, readTold } from "./drift-round.ts";
import { holdToDesired } from "./hold-to-desired.ts";

type Versions = Record<string, string | undefined>;

/** Members whose control plane is at these versions; undefined cannot be reached. */
function connectTo(versions: Versions): Connect {
  return async ({ name }) => {
    const version = versions[name];
    if (version === undefined) throw new PortError("transient", "no route to host");
    return {
      cluster: { identity: async () => name },
      provider: {
        observe: async () => ({
          controlPlaneVersion: version,
          servers: [],
          pools: [],
          available: ["1.35.4", "1.36.3"],
        }),
      },
    } as unknown as MemberPorts;
  };
}

function heldFleet(drift: string, more: object = {}) {
  const document = fleetDocument("shop", ["shop-1", "shop-2"]);
  const desired = { kubernetes: "1.36", drift, ...more };
  return { ...document, spec: { ...document.spec, desired } };
}

async function drifting(server: TestServer): Promise<readonly string[]> {
  const { events } = await server.core.records.read({
    after: "",
    limit: 500,
    streamPrefix: "drift",
  });
  return events.map(({ cluster, kind, reason }) => `${cluster ?? "-"} ${kind}: ${reason}`);
}

async function round(server: TestServer, versions: Versions, document: object) {
  return roundWith(server, connectTo(versions), document);
}

async function roundWith(server: TestServer, connect: Connect, document: object) {
  await server.ask("POST", "/apply", { documents: [document] });
  const { core } = server;
  const told = await readTold(core, "shop");
  return driftRound({ core, connect }, JSON.stringify(document), told);
}

/** Members at a version, with what their provider tells of who moved them. */
function moved(version: string, changes: () => readonly ProviderChange[]): Connect {
  return async (member) => {
    const { cluster, provider } = await connectTo({ [member.name]: version })(member);
    const observe = async () => ({ ...(await provider.observe()), changes: changes() });
    return { cluster, provider: { observe } } as unknown as MemberPorts;
  };
}

const BEHIND = "control plane at 1.35.4, behind 1.36.3";
const LEFT = { "shop-1": "1.35.4", "shop-2": "1.36.3" };

it("drift is told once, by whichever process looks, and closed when it is over", async () => {
  const server = testServer();
  await round(server, LEFT, heldFleet("report"));
  await round(server, LEFT, heldFleet("report"));
  const decided = "1 of 2 clusters behind 1.36: shop-1; drift: report starts nothing";
  expect(await drifting(server)).toEqual([
    `shop-1 drift.seen: ${BEHIND}`,
    `- drift.decided: ${decided}`,
  ]);
  await round(server, { "shop-1": "1.36.3", "shop-2": "1.36.3" }, heldFleet("report"));
  expect((await drifting(server)).slice(2)).toEqual([
    "shop-1 drift.closed: is where it is to be again",
    "- drift.decided: 2 of 2 clusters are where they are to be",
  ]);
});

it("a cluster that cannot be looked at is neither drifted nor held: it stays as it was told", async () => {
  const server = testServer();
  await round(server, LEFT, heldFleet("report"));
  const view = await round(server, { "shop-2": "1.36.3" }, heldFleet("report"));
  expect(view?.clusters[0]).toEqual({
    name: "shop-1",
    drift: { kind: "unseen", words: "no route to host" },
  });
  expect((await drifting(server)).filter((line) => line.includes("closed"))).toEqual([]);
});

it("who moved it is told where the provider says, and asked once", async () => {
  const server = testServer();
  const change = { to: "1.37.0", by: "terraform", atMs: Date.UTC(2026, 10, 23, 9, 12) };
  let asked = 0;
  const connect = moved("1.37.0", () => {
    asked += 1;
    return [change];
  });
  await roundWith(server, connect, heldFleet("report"));
  const first = asked;
  const view = await roundWith(server, connect, heldFleet("report"));
  const words =
    "control plane at 1.37.0, ahead of 1.36; changed by terraform at 2026-11-23 09:12 UTC";
  expect(view?.clusters[0]?.drift).toEqual({ kind: "ahead", words });
  expect((await drifting(server)).filter((line) => line.includes("seen"))).toEqual([
    `shop-1 drift.seen: ${words}`,
    `shop-2 drift.seen: ${words}`,
  ]);
  // Two looks at two clusters each, and one question for each of them in the first.
  expect([first, asked]).toEqual([4, 6]);
});

it("plan makes a rollout that waits to be started, and makes it once", async () => {
  const server = testServer(["shop-1"]);
  await round(server, LEFT, heldFleet("plan"));
  const planned = await server.ask("GET", "/rollouts/shop-held-to-1-36");
  expect(planned).toMatchObject({ status: 200, body: { phase: "planned" } });
  const again = await round(server, LEFT, heldFleet("plan"));
  expect(again).toMatchObject({
    needsPerson: true,
    decision: expect.stringMatching(/waits: fleetlift start shop-held-to-1-36$/),
  });
});

it("upgrade starts it, under its own name, and waits while it is at work", async () => {
  const server = testServer(["shop-1"]);
  await round(server, LEFT, heldFleet("upgrade"));
  expect(await server.ask("GET", "/rollouts/shop-held-to-1-36")).toMatchObject({
    body: { phase: "running" },
  });
  const { events } = await server.core.records.read({
    after: "",
    limit: 500,
    streamPrefix: "rollout",
  });
  expect(events.map(({ actor }) => actor)).toContain("fleetlift");
  const again = await round(server, LEFT, heldFleet("upgrade"));
  expect(again?.decision).toContain("rollout shop-held-to-1-36 is at work");
});

it("by the fleet's own template where it has one", async () => {
  const server = testServer(["shop-1"]);
  const rollout = { strategy: "rolling", stages: [{ name: "ring-0", selector: {} }] };
  await round(server, LEFT, heldFleet("plan", { rollout }));
  const stored = await server.core.records.getDocument("Rollout", "shop-held-to-1-36");
  expect(JSON.parse(stored?.json ?? "")).toMatchObject({
    spec: { state: "Initialize", strategy: "rolling", stages: [{ name: "ring-0" }] },
  });
});

it("only the clusters that are chosen are held, and none whose version is somebody else's", async () => {
  const server = testServer();
  const document = heldFleet("report", { selector: { matchLabels: { env: "nowhere" } } });
  const view = await round(server, LEFT, document);
  expect(view?.clusters).toEqual([]);
});

it("the loop looks when it is due, goes on after a failure, and ends when it closes", async () => {
  const server = testServer();
  const { core, clock } = server;
  const closing = new AbortController();
  const said: string[] = [];
  await server.ask("POST", "/apply", { documents: [heldFleet("report", { every: "1m" })] });
  let looks = 0;
  const connect: Connect = async (member) => {
    looks += 1;
    return connectTo(LEFT)(member);
  };
  const held = holdToDesired({ core, connect }, (line) => void said.push(line), closing.signal);
  const pass = async (ms: number): Promise<void> => {
    for (let steps = 0; steps < 20; steps += 1) {
      for (let turns = 0; turns < 10; turns += 1) await nextTurn();
      await server.host.advanceTo(clock.nowMs() + ms / 20);
    }
  };
  await pass(5_000);
  expect(held.views()).toMatchObject([{ fleet: "shop", desired: "1.36" }]);
  // Once at each, and who moved the one that drifted.
  expect(looks).toBe(3);
  await pass(70_000);
  expect(looks).toBe(5);
  const unheld = fleetDocument("shop");
  await server.ask("POST", "/apply", { documents: [unheld] });
  await pass(70_000);
  expect(held.views()).toEqual([]);
  closing.abort();
  await held.ended;
  expect(said).toEqual([]);
});
