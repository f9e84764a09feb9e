import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { contentHash, shortHash } from "../model/hash.ts";
import { planSchema, type Plan } from "../model/plan.ts";
import { systemClock, type Clock } from "../platform/clock.ts";
import { packageRoot } from "../platform/package-root.ts";
import { runCli } from "./run-cli.ts";
import { testTerminal } from "./test-terminal.fixture.ts";

const example = path.join(packageRoot, "examples", "mixed");
const snapshots = path.join(example, "snapshots.yaml");
const folder = mkdtempSync(path.join(tmpdir(), "fl-check-"));
const file = path.join(folder, "plan.json");
/** Windows and acceptances are of that time. */
const clock: Clock = { ...systemClock, nowMs: () => Date.UTC(2026, 10, 21) };
let plan: Plan;

async function run(...args: string[]) {
  const terminal = testTerminal();
  const code = await runCli([...args, "--data-dir", folder], terminal, clock);
  return { code, ...terminal.written };
}

function write(name: string, changed: object): string {
  const other = path.join(folder, name);
  writeFileSync(other, JSON.stringify({ ...plan, ...changed }));
  return other;
}

beforeAll(async () => {
  const { out } = await run("plan", "-f", example, "--offline", "-o", "json");
  plan = planSchema.parse(JSON.parse(out));
  writeFileSync(file, out);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("a plan as it is made breaks no rule, from its snapshots and alone", async () => {
  const whole = await run("check", file, "-f", snapshots);
  expect(whole).toMatchObject({ code: 0, err: "" });
  expect(whole.out).toMatch(
    new RegExp(`^Plan ${shortHash(contentHash(plan))} of rollout ${plan.rollout}: `),
  );
  expect(whole.out).not.toContain("ERROR");
  const alone = await run("check", file);
  expect(alone.code).toBe(0);
  expect(alone.out).toMatch(/39 of 47 rules hold, 7 not checked in full\n$/);
  expect(alone.out).toMatch(
    /NOT CHECKED IN FULL\n {2}P8, P9, P10, P20, P21, P22, P23: the snapshots/,
  );
});

it("what is broken is said worst first, with where, why and what helps, and fails it", async () => {
  const bad = write("bad.json", {
    target: { kubernetes: "1.37" },
    stages: plan.stages.map((stage) => ({ ...stage, maxAllowedFailures: 99 })),
  });
  const { code, out } = await run("check", bad, "-f", snapshots);
  expect(code).toBe(5);
  expect(out).toMatch(/\n\nERROR \(\d+\)\n {2}P10 cluster [\w-]+; cluster /);
  expect(out).toMatch(/ and \d+ more: ends at\s+1\.36\.3, not at 1\.37\n/);
  expect(out).toMatch(/\n {6}help: make the plan anew: fleetlift plan\n/);
  expect(out.indexOf("P10 ")).toBeLessThan(out.indexOf("WARNING"));
  expect(out).toContain("nothing ever stops it");
  expect((await run("check", bad, "--fail-on", "none")).code).toBe(0);
});

it("--fail-on says what fails, and what was not checked fails nothing", async () => {
  const careless = write("careless.json", {
    stages: plan.stages.map((stage) => ({ ...stage, maxAllowedFailures: 99 })),
  });
  expect((await run("check", careless)).code).toBe(0);
  expect((await run("check", careless, "--fail-on", "warning")).code).toBe(5);
  const quiet = write("quiet.json", { shapes: {}, stages: [], acceptedRisks: [], concerns: [] });
  expect((await run("check", quiet, "--fail-on", "info")).code).toBe(0);
});

it("every rule stands in the wide form, and findings are documents for tools", async () => {
  const { out } = await run("check", file, "-o", "wide");
  expect(out).toMatch(/\n {2}P1 +holds +The ids of a shape's steps are unique\n/);
  expect(out).toMatch(/\n {2}P8 +not checked in full +No control plane skips a minor/);
  const bad = write("named.json", { target: { kubernetes: "1.37" } });
  const json = await run("check", bad, "-f", snapshots, "-o", "json");
  expect(json.code).toBe(5);
  expect(JSON.parse(json.out)).toMatchObject({
    kind: "List",
    items: expect.arrayContaining([
      expect.objectContaining({ rule: "P10", severity: "error", where: expect.any(Object) }),
    ]),
  });
  const names = await run("check", bad, "-f", snapshots, "-o", "name");
  expect(names.out).toMatch(/^rules\/P10\/[\w-]+\n/);
});

it("what is no plan is refused, and a snapshot of another cluster is said", async () => {
  const wrong = path.join(folder, "wrong.json");
  writeFileSync(wrong, "{}");
  expect(await run("check", wrong)).toMatchObject({
    code: 2,
    err: expect.stringContaining("wrong.json is no plan"),
  });
  expect((await run("check", "no-such-file")).code).toBe(2);
  const [first, ...stages] = plan.stages;
  const fewer = write("fewer.json", { stages });
  const { err } = await run("check", fewer, "-f", snapshots);
  expect(err).toContain(
    `the snapshot of ${first?.clusters[0]?.name} is not used: the plan has no such cluster\n`,
  );
});
