import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ServedWorld, serveWorld } from "../drivers/world/serve-world.ts";
import { systemClock } from "../platform/clock.ts";
import { until } from "../ports/until.suite.ts";
import { smallWorldDocument, smallWorldText } from "../world/small-world.fixture.ts";
import { runCli } from "./run-cli.ts";
import { testTerminal } from "./test-terminal.fixture.ts";

let dir: string;
let world: ServedWorld;
beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), "fl-world-cli-"));
  world = await serveWorld({ document: smallWorldDocument(), dir, speed: 1 });
});
afterAll(async () => {
  await world.close();
  rmSync(dir, { recursive: true });
});

async function run(...args: string[]) {
  const terminal = testTerminal();
  const code = await runCli(["world", ...args, "--dir", dir], terminal, systemClock);
  return { code, ...terminal.written };
}

it("shows every cluster as it really is", async () => {
  const { code, out } = await run("status");
  expect(code).toBe(0);
  expect(out).toBe(
    "NAME   VERSION   NODES   PODS    DOING   BROKEN\n" +
      "shop   1.34.4    5/5     22/22   -       -\n",
  );
});

it("breaks something by a name, and repairs it by that name", async () => {
  const broken = await run(
    "break",
    "shop",
    "dns",
    "WorkloadUnavailable",
    "workload=kube-system/coredns",
  );
  expect(broken).toEqual({ code: 0, out: "", err: "shop: dns is broken\n" });
  expect((await run("status", "shop")).out).toContain("20/22   -       dns (WorkloadUnavailable)");
  expect((await run("repair", "shop", "dns")).err).toBe("shop: dns is repaired\n");
  expect((await run("repair", "shop", "dns")).err).toBe("shop: dns was not broken\n");
});

it.each([
  ["an unknown kind", ["break", "shop", "x", "ApiErors"], "Did you mean ApiErrors?"],
  ["a field that is missing", ["break", "shop", "x", "ApiErrors"], "probability: "],
  ["a field that is no field", ["break", "shop", "x", "ApiDown", "long"], "expected field=value"],
  ["an unknown cluster", ["break", "shp", "x", "ApiDown"], "did you mean shop?"],
  ["an unknown cluster to show", ["status", "nobody"], "there are: shop"],
])("refuses %s, with what would help", async (_, args, words) => {
  const { code, out, err } = await run(...args);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(words);
});

it("says how to start a world when none is served", async () => {
  const terminal = testTerminal();
  const nowhere = path.join(dir, "nowhere");
  const code = await runCli(["world", "status", "--dir", nowhere], terminal, systemClock);
  expect(code).toBe(1);
  expect(terminal.written.err).toContain("fleetlift world serve");
});

it("serves a world until it is interrupted", async () => {
  const own = mkdtempSync(path.join(tmpdir(), "fl-world-cli-"));
  const file = path.join(own, "world.yaml");
  writeFileSync(file, smallWorldText());
  const terminal = testTerminal();
  const args = ["world", "serve", "-f", file, "--dir", own, "--speed", "300"];
  const ended = runCli(args, terminal, systemClock);
  await until(
    { clock: systemClock, lookEveryMs: 20, patienceMs: 10_000 },
    () => Promise.resolve(terminal.written.err),
    (words) => words.includes("world small: 1 cluster at speed 300"),
  );
  terminal.interrupt();
  expect(await ended).toBe(0);
  rmSync(own, { recursive: true });
});
