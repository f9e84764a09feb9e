import { readFileSync, rmSync, writeFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { planSchema } from "../src/model/plan.ts";
import { systemClock } from "../src/platform/clock.ts";
import { runCli } from "../src/cli/run-cli.ts";
import { testTerminal } from "../src/cli/test-terminal.fixture.ts";

const golden = path.join(import.meta.dirname, "../examples/mixed/plan.txt");
const folder = mkdtempSync(path.join(tmpdir(), "fleetlift-mixed-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function plan(...args: readonly string[]): Promise<string> {
  const terminal = testTerminal();
  const code = await runCli(["plan", "--data-dir", folder, ...args], terminal, systemClock);
  expect(`${code} ${terminal.written.err}`).toMatch(/^0 /);
  return terminal.written.out;
}

/** Forty clusters in six shapes: what a person reads before they approve, to the last word. */
it("auto chooses each strategy for a reason, and the plan shows the whole table", async () => {
  const shown = await plan("-f", "examples/mixed");
  if (process.env["UPDATE"] === "1") writeFileSync(golden, shown);
  expect(shown).toBe(readFileSync(golden, "utf8"));
});

it("each kind of cluster gets its strategy, and a person's choice holds against the table", async () => {
  const made = planSchema.parse(JSON.parse(await plan("-f", "examples/mixed", "-o", "json")));
  const chosen = made.stages.flatMap(({ clusters }) =>
    clusters.map(({ name, shape }) => `${name.slice(0, -3)} ${made.shapes[shape]?.strategy}`),
  );
  expect(new Set(chosen)).toEqual(
    new Set([
      "batch rolling",
      "checkout blue-green",
      "dev rolling",
      "factory in-place",
      "ledger rolling",
      "web canary",
    ]),
  );
  const rollout = readFileSync("examples/mixed/rollout.yaml", "utf8").replace(
    /strategy: auto.*/,
    `strategy: auto
  strategyOverrides:
    - { selector: { matchLabels: { tier: critical } }, strategy: rolling, by: ana@mixed.example, reason: no second account this year }`,
  );
  const file = path.join(folder, "rollout.yaml");
  writeFileSync(file, rollout);
  const others = ["fleet", "snapshots", "prices"].flatMap((name) => [
    "-f",
    `examples/mixed/${name}.yaml`,
  ]);
  const over = planSchema.parse(JSON.parse(await plan("-f", file, ...others, "-o", "json")));
  const web = over.stages.flatMap(({ clusters }) => clusters).find(({ name }) => name === "web-01");
  expect(over.decisions?.[String(web?.decision)]).toMatchObject({
    strategy: "rolling",
    by: { kind: "person", by: "ana@mixed.example", reason: "no second account this year" },
    scores: { canary: expect.any(Number) },
  });
});
