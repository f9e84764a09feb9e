import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createConnect } from "../../drivers/connect.ts";
import { type ServedWorld, serveWorld } from "../../drivers/world/serve-world.ts";
import { systemClock } from "../../platform/clock.ts";
import type { ClusterPort, NodeView } from "../../ports/cluster-port.ts";
import { outsidesOf, worldFolder } from "../../server/outsides.ts";
import { smallWorldDocument } from "../../world/small-world.fixture.ts";
import { runCli } from "../run-cli.ts";
import { testTerminal } from "../test-terminal.fixture.ts";
import { leftoversOf, mayTakeOff } from "./leftovers.ts";

let dir: string;
let world: ServedWorld;
let fleet: string;
let cluster: ClusterPort;
beforeEach(async () => {
  dir = mkdtempSync(path.join(tmpdir(), "fl-cleanup-"));
  world = await serveWorld({ document: smallWorldDocument(), dir: worldFolder(dir), speed: 1 });
  fleet = path.join(dir, "fleet.yaml");
  writeFileSync(
    fleet,
    "apiVersion: fleetlift.dev/v1alpha1\nkind: Fleet\nmetadata: { name: small }\nspec:\n  clusters:\n    - { name: shop, provider: { kind: world } }\n",
  );
  const connect = createConnect(outsidesOf(dir, systemClock));
  cluster = (await connect({ name: "shop", provider: { kind: "world" }, access: {} })).cluster;
  await cluster.cordon("general-1", "minor/shop/1");
  await cluster.avoid("general-2", true);
  const mark = { owner: "minor/shop/1", reason: "held by PDB shop/web", atMs: 0, tries: 1 };
  await cluster.quarantine("general-3", mark);
});
afterEach(async () => {
  await world.close();
  rmSync(dir, { recursive: true });
});

async function run(...args: readonly string[]) {
  const terminal = testTerminal();
  const code = await runCli(["cleanup", "-f", fleet, ...args, "--data-dir", dir], terminal, systemClock); // prettier-ignore
  return { code, ...terminal.written };
}

const marked = async (): Promise<readonly string[]> =>
  (await cluster.nodes())
    .filter((node) => node.avoided || node.quarantine !== undefined || node.unschedulable)
    .map(({ name }) => name);

it("shows what was left, and changes nothing without --yes", async () => {
  const { code, out, err } = await run("--offline");
  expect(code).toBe(4);
  expect(out.split("\n").map((line) => line.split(/ {2,}/).slice(0, 3).join(" ").toLowerCase().trim())).toEqual([
    "cluster node mark",
    "shop general-1 cordon",
    "shop general-2 taint",
    "shop general-3 quarantine",
    "",
  ]); // prettier-ignore
  expect(err).toContain("3 can be taken off: say it again with --yes");
  expect(await marked()).toEqual(["general-1", "general-2", "general-3"]);
});

it("takes it off with --yes, and finds nothing afterwards", async () => {
  const { code, err } = await run("--offline", "--yes");
  expect(code).toBe(0);
  expect(err).toContain("taken off: cordon of node general-1 of shop");
  expect(await marked()).toEqual([]);
  expect(await run("--offline")).toMatchObject({
    code: 0,
    err: "nothing of fleetlift's is on these nodes\n",
  });
});

it("prints whole objects as JSON", async () => {
  const { out } = await run("--offline", "-o", "json");
  expect(JSON.parse(out)).toMatchObject({
    kind: "List",
    items: [
      { mark: "cordon", upgrade: "minor/shop/1", whose: "unknown" },
      { mark: "taint" },
      { mark: "quarantine", reason: "held by PDB shop/web" },
    ],
  });
});

it("without a server that says what goes on, nothing is shown and nothing done", async () => {
  const { code, err } = await run("--yes");
  expect(code).toBe(1);
  expect(err).toContain("--offline");
  expect(await marked()).toHaveLength(3);
});

it("a cluster that is not in the fleet is named", async () => {
  const { code, err } = await run("--offline", "shp");
  expect(code).toBe(2);
  expect(err).toContain("there is no cluster shp");
});

const node = (change: Partial<NodeView>): NodeView => ({
  name: "a",
  pool: "p",
  kubeletVersion: "1.36.3",
  ready: true,
  unschedulable: false,
  cordonedBy: undefined,
  avoided: false,
  ...change,
});
const runs = { name: "minor/shop/2", cluster: "shop", running: true };
const over = { name: "minor/shop/1", cluster: "shop", running: false };
const elsewhere = { name: "minor/other/1", cluster: "other", running: true };

it.each([
  ["a cordon of a person", { unschedulable: true }, [over], undefined, false],
  ["a cordon of an upgrade that goes on", { cordonedBy: "minor/shop/2" }, [runs], "running", false],
  ["a cordon of one that is over", { cordonedBy: "minor/shop/1" }, [over], "over", true],
  ["a cordon of one that is over, while the next goes on", { cordonedBy: "minor/shop/1" }, [over, runs], "over", true], // prettier-ignore
  ["a cordon of one that nobody knows", { cordonedBy: "old/shop/1" }, [over], "unknown", false],
  ["a taint while an upgrade goes on", { avoided: true }, [over, runs], "running", false],
  ["a taint where another cluster is upgraded", { avoided: true }, [elsewhere], "unknown", false],
  ["a taint while one goes on elsewhere", { avoided: true }, [over, elsewhere], "over", true],
  ["a taint when nothing goes on", { avoided: true }, [over], "over", true],
  ["a taint when nobody was asked", { avoided: true }, [], "unknown", false],
] as const)("%s", (_, change, known, whose, goes) => {
  const [found] = leftoversOf({ cluster: "shop", member: "shop" }, [node(change)], known);
  expect(found?.whose).toBe(whose);
  expect(found !== undefined && mayTakeOff(found, false)).toBe(goes);
  if (found !== undefined) expect(mayTakeOff(found, true)).toBe(whose !== "running");
});
