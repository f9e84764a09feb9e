import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { systemClock } from "../platform/clock.ts";
import { packageRoot } from "../platform/package-root.ts";
import { runCli } from "./run-cli.ts";
import { testTerminal, type TestTerminal } from "./test-terminal.fixture.ts";

const folder = mkdtempSync(path.join(tmpdir(), "fl-up-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const example = path.join(packageRoot, "scenarios", "trio");

async function run(args: readonly string[], terminal: TestTerminal = testTerminal()) {
  const code = await runCli([...args, "--data-dir", folder], terminal, systemClock);
  return { code, ...terminal.written };
}

/** Until it says so on stderr. */
async function says({ written }: TestTerminal, words: string): Promise<void> {
  while (!written.err.includes(words)) await systemClock.sleep(20);
}

it("runs a world, an engine and a server until Ctrl-C, and upgrades a fleet meanwhile", async () => {
  const terminal = testTerminal();
  const world = path.join(example, "world.yaml");
  const up = run(["up", "--world", world, "--speed", "2000"], terminal);
  await says(terminal, "fleetlift is up");

  const second = await run(["up"]);
  expect(second.code).toBe(1);
  expect(second.err).toContain(`in use by another fleetlift (process id ${process.pid})`);

  const planned = await run(["plan", "-f", example, "-o", "name"]);
  expect(planned).toMatchObject({ code: 0, err: "" });
  const [rollout = ""] = (await run(["get", "rollouts", "-o", "name"])).out.trim().split("\n");
  const name = rollout.replace("rollouts/", "");
  await run(["start", name]);
  expect(await run(["watch", name])).toMatchObject({ code: 0 });
  const { out } = await run(["get", "clusters"]);
  expect(out.split("\n").filter((line) => line.includes("done"))).toHaveLength(3);

  terminal.interrupt();
  expect(await up).toMatchObject({ code: 0, err: expect.stringContaining("its state is kept") });
  expect(await run(["get", "clusters"])).toMatchObject({ code: 1 });
});
