import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { systemClock } from "../platform/clock.ts";
import { packageRoot } from "../platform/package-root.ts";
import { runCli } from "./run-cli.ts";
import { testTerminal } from "./test-terminal.fixture.ts";

const folder = mkdtempSync(path.join(tmpdir(), "fl-plan-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const example = path.join(packageRoot, "examples", "shop");

async function plan(...args: string[]) {
  const terminal = testTerminal();
  const code = await runCli(["plan", ...args, "--data-dir", folder], terminal, systemClock);
  return { code, ...terminal.written };
}

it("plans without a server, says of each cluster that could not be seen why, and what to type next", async () => {
  const { code, out, err } = await plan("-f", example, "--detailed-exitcode");
  expect({ code, err }).toEqual({ code: 3, err: "" });
  expect(out).toMatch(/^Plan [0-9a-f]{8} of rollout kubernetes-1-36: 12 clusters, nothing to do/);
  expect(out).toMatch(/shop-paris +it could not be observed: .*world/s);
});

it("shows what cannot be planned at its line in the file", async () => {
  const text = readFileSync(path.join(example, "rollout.yaml"), "utf8");
  const file = path.join(folder, "rollout.yaml");
  writeFileSync(file, text.replace("strategy: rolling", "strategy: canary"));
  const { code, err } = await plan("-f", file, path.join(example, "fleet.yaml"));
  expect(code).toBe(2);
  expect(err).toMatch(
    /rollout\.yaml:10:13 +spec\.strategy +no workflow is installed for strategy canary/,
  );
  expect(err).toContain("1 error; nothing was changed.");
});

it("asks for the fleet's file, and for a rollout at all", async () => {
  expect(await plan("-f", path.join(example, "rollout.yaml"))).toMatchObject({
    code: 2,
    err: expect.stringContaining("error: fleet shop is in none of these files"),
  });
  expect(await plan("-f", path.join(example, "fleet.yaml"))).toMatchObject({
    code: 2,
    err: expect.stringContaining("there is no Rollout in these files"),
  });
});
