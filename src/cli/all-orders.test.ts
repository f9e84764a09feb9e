import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { systemClock } from "../platform/clock.ts";
import { packageRoot } from "../platform/package-root.ts";
import { runCli } from "./run-cli.ts";
import { testTerminal } from "./test-terminal.fixture.ts";

const folder = mkdtempSync(path.join(tmpdir(), "fl-orders-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function plan(...args: string[]) {
  const terminal = testTerminal();
  const code = await runCli(["plan", ...args, "--data-dir", folder], terminal, systemClock);
  return { code, ...terminal.written };
}

it("plan --all-orders counts every order, and lists a hundred of each count at most", async () => {
  const example = path.join(packageRoot, "examples", "thefork");
  const { code, out } = await plan("--all-orders", "-f", example);
  expect(code).toBe(0);
  const orders = out.slice(out.indexOf("ORDERS of "));
  expect(orders.split("\n").filter((line) => !/^ +\d+ {2}/.test(line))).toEqual([
    "ORDERS of thefork-sandbox, thefork-staging, thefork-tools, thefork-data, thefork-partners, thefork-search, thefork-booking",
    "  control plane and mesh: 7 hops, 12 shortest orders",
    "  with node pools: 9 hops, 100 shortest orders",
    "  with node pools and mesh proxies: 13 hops, 1512 shortest orders",
    "    and 1412 more",
    "",
  ]);
  expect(orders.match(/^ +\d+ {2}/gm)).toHaveLength(112);
});

it("clusters that could not be seen have no orders", async () => {
  const { out } = await plan("--all-orders", "-f", path.join(packageRoot, "examples", "shop"));
  expect(out).not.toContain("ORDERS");
});
