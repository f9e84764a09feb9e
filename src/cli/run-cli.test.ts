import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { systemClock } from "../platform/clock.ts";
import { runCli } from "./run-cli.ts";
import { testTerminal } from "./test-terminal.fixture.ts";

const folder = mkdtempSync(path.join(tmpdir(), "fleetlift-cli-"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: string[]) {
  const terminal = testTerminal();
  const code = await runCli(args, terminal, systemClock);
  return { code, ...terminal.written };
}

it("prints its version to stdout", async () => {
  expect(await run("--version")).toEqual({
    code: 0,
    out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    err: "",
  });
});

it("refuses a word that is no command, and names the nearest one", async () => {
  const { code, out, err } = await run("strat");
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toBe("error: unknown command 'strat'\n(Did you mean start?)\n");
});

it("refuses an option that it does not know", async () => {
  const { code, err } = await run("start", "web", "--reson", "x");
  expect(code).toBe(2);
  expect(err).toContain("Did you mean --reason?");
});

it("shows the exit codes in its help", async () => {
  const { code, out } = await run("--help");
  expect(code).toBe(0);
  expect(out).toContain("130  detached by Ctrl-C");
});

it("says how to start a server when none runs", async () => {
  const { code, out, err } = await run("start", "web", "--data-dir", folder);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toContain(`no fleetlift is running with the data directory ${folder}`);
  expect(err).toContain("fleetlift up");
});

it.each([
  [[]],
  [["--stage", "production"]],
  [["--task", "before-0"]],
  [["shop-1", "--stage", "production", "--task", "before-0"]],
  [["--step", "drain", "--stage", "production", "--task", "before-0"]],
])("skips one thing at a time: %j", async (words) => {
  expect(await run("skip", "web", ...words, "--reason", "no need")).toMatchObject({
    code: 2,
    err: "error: skip needs the name of a cluster, or --stage and --task\n",
  });
});

it("skips nothing without a reason", async () => {
  expect(await run("skip", "web", "shop-1")).toMatchObject({
    code: 2,
    err: "error: skip needs a --reason\n",
  });
});
