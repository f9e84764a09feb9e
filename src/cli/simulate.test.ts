import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { type Clock, systemClock } from "../platform/clock.ts";
import { packageRoot } from "../platform/package-root.ts";
import { runCli } from "./run-cli.ts";
import { testTerminal, type TestTerminal } from "./test-terminal.fixture.ts";

const shop = path.join(packageRoot, "examples", "shop");
const mixed = path.join(packageRoot, "examples", "mixed");
const golden = path.join(packageRoot, "src", "cli", "simulate", "golden");
const windows = path.join(golden, "windows.yaml");
const folder = mkdtempSync(path.join(tmpdir(), "fl-simulate-"));
const clock: Clock = { ...systemClock, nowMs: () => Date.UTC(2026, 10, 21) };
/** Of these tests many run whole rollouts more than once. */
const LONG_MS = 120_000;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(args: readonly string[], terminal: TestTerminal = testTerminal()) {
  const code = await runCli(["simulate", ...args, "--data-dir", folder], terminal, clock);
  return { code, ...terminal.written };
}

/** A file of this test, from the one with windows. */
function changed(name: string, change: (text: string) => string): string {
  const file = path.join(folder, name);
  writeFileSync(file, change(readFileSync(windows, "utf8")));
  return file;
}

/** Hashes change with any word of a workflow, and paths with the machine. */
function shown(out: string): string {
  return out.replaceAll(/plan [0-9a-f]{8}/g, "plan HASH").replaceAll(`${packageRoot}/`, "");
}

it("the shop is simulated, worst first", { timeout: LONG_MS }, async () => {
  const { code, out } = await run(["-f", shop, "--runs", "2"]);
  await expect(shown(out)).toMatchFileSnapshot(path.join(golden, "shop.txt"));
  expect(code).toBe(0);
});

it("windows and approvals are part of how long it takes", { timeout: LONG_MS }, async () => {
  const { code, out } = await run(["-f", windows, "--runs", "4", "--approve-after", "45m"]);
  await expect(shown(out)).toMatchFileSnapshot(path.join(golden, "windows.txt"));
  expect(code).toBe(0);
});

it(
  "the command that it prints shows the same run again, to the same bytes",
  { timeout: LONG_MS },
  async () => {
    const many = await run(["-f", windows, "--runs", "4", "--faults", "all", "-o", "json"]);
    const told = JSON.parse(many.out) as {
      readonly replay: string;
      readonly violations: number;
      readonly story: readonly string[];
      readonly worst: { readonly end: string };
    };
    expect(told.violations).toBe(0);
    const words = told.replay.split(" ").slice(2);
    const first = await run(words);
    const second = await run(words);
    expect(second).toEqual(first);
    const lines = told.story.filter((line) => !line.startsWith("..."));
    for (const line of lines) expect(first.out).toContain(line);
  },
);

it("other seeds are other runs, and no faults are no faults", { timeout: LONG_MS }, async () => {
  const [one, other] = [
    await run(["-f", windows, "--runs", "1", "--seed", "1", "--story"]),
    await run(["-f", windows, "--runs", "1", "--seed", "2", "--story"]),
  ];
  expect(one.out).not.toBe(other.out);
  expect(one.out).toContain("seed 1; faults: none");
});

it(
  "a cluster that is asked again until it can be reached needs nobody",
  { timeout: LONG_MS },
  async () => {
    const { code, out } = await run([
      "-f",
      windows,
      "--runs",
      "3",
      "--faults",
      "crash=100,api=100",
    ]);
    expect(out).toContain("Ends well in all 3 runs.");
    expect(out).toContain("upgrades began in at most 2 openings of windows");
    expect(code).toBe(0);
  },
);

it("what no window is long enough for needs a person", { timeout: LONG_MS }, async () => {
  const short = changed("short.yaml", (text) => text.replace('end: "12:00"', 'end: "09:10"'));
  const { code, out } = await run(["-f", short, "--runs", "2"]);
  expect(code).toBe(3);
  expect(out).toContain("In 2 of 2 runs it needs a person (seed 1, 2):");
  expect(out).toMatch(/never fits|longest/);
  expect(out).toContain("no run ended well");
  expect(out).toMatch(/the plan.s forecast says/);
});

it(
  "what fails in every run ends with 1, and says which clusters and why",
  { timeout: LONG_MS },
  async () => {
    const ill = changed("ill.yaml", (text) =>
      text.replace(
        'name: shop-1, template: small, version: "1.35.4"',
        'name: shop-1, template: small, version: "1.35.4", faults: [{ kind: ControlPlaneUpgradeFails, name: cloud }]',
      ),
    );
    const { code, out } = await run(["-f", ill, "--runs", "2"]);
    expect(out).toContain("In 2 of 2 runs it fails (seed 1, 2):");
    expect(out).toMatch(/shop-1 +all +failed +2 of 2 +failed: Upgrade the control plane/);
    expect(code).toBe(1);
  },
);

it(
  "clusters of any provider are simulated from their snapshots",
  { timeout: LONG_MS },
  async () => {
    const file = path.join(folder, "rolling.yaml");
    writeFileSync(
      file,
      `apiVersion: fleetlift.dev/v1alpha1
kind: Rollout
metadata: { name: by-snapshots }
spec:
  fleet: mixed
  target: { kubernetes: "1.36" }
  strategy: rolling
  stages: [{ name: dev, selector: { matchLabels: { env: development } }, maxConcurrency: 8 }]
`,
    );
    const files = ["fleet.yaml", "snapshots.yaml"].map((name) => path.join(mixed, name));
    const { code, out } = await run(["-f", file, ...files, "--runs", "2"]);
    expect(out).toContain(
      "2 clusters simulated from snapshots; started at 2026-11-21T00:00:00Z (now)",
    );
    expect(out).toContain("Ends well in all 2 runs.");
    expect(out).toContain("Not simulated\n  processor and memory that pods ask for");
    expect(code).toBe(0);
  },
);

it(
  "what this version cannot carry out is not simulated either, and says why",
  { timeout: LONG_MS },
  async () => {
    const { code, out } = await run(["-f", mixed, "--runs", "2"]);
    expect(out).toContain("it cannot be started (seed 1, 2):");
    expect(out).toContain("planned only");
    // One plan, under the name that people know.
    expect(new Set(out.match(/plan [0-9a-f]{8}/g)).size).toBe(1);
    expect(code).toBe(1);
  },
);

it("what moves and was not seen cannot be simulated, and no run is said to fail for it", async () => {
  const thefork = path.join(packageRoot, "examples", "thefork");
  const { code, out, err } = await run(["-f", thefork, "--runs", "1"]);
  expect(err).toMatch(/the plan moves istio of thefork-\w+ and \d more, and it cannot be told/);
  expect({ code, out }).toEqual({ code: 3, out: "" });
});

it("Ctrl-C leaves with what there is", { timeout: LONG_MS }, async () => {
  const terminal = testTerminal();
  terminal.interrupt();
  expect(await run(["-f", windows], terminal)).toMatchObject({ code: 130, out: "" });
});

it.each([
  [["--runs", "0"], "--runs: expected a whole number from 1"],
  [["--seed", "-1"], '--seed: expected a whole number from 0 to 2147483648, got "-1"'],
  [["--faults", "crush"], 'no faults "crush"; expected all, none, or some of: crash'],
  [["--approve-after", "soon"], "--approve-after: expected a duration, like 90s"],
  [["--start", "tomorrow"], "--start: expected a time with its zone"],
  [["--start", "2026-02-30T00:00:00Z"], "--start: expected a time with its zone"],
  [["--start", "2026-11-24T10:00:00"], "--start: expected a time with its zone"],
  [["--world", shop], "there are two Worlds"],
  [["--world", path.join(shop, "fleet.yaml")], "--world: there is no World in"],
])("refuses %j with what is allowed", async (args, words) => {
  const { code, out, err } = await run(["-f", windows, ...args]);
  expect(code).toBe(2);
  expect(out).toBe("");
  expect(err).toContain(words);
});

it("says what it needs when nothing is named, or the name is not there", async () => {
  expect((await run([])).err).toContain("name files with -f, or a rollout of the server");
  const other = await run(["noon", "-f", windows]);
  expect(other).toMatchObject({ code: 2 });
  expect(other.err).toContain("name one of: mornings");
});
