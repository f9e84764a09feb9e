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
  writeFileSync(file, text.replace("fleet: shop", "fleet: other"));
  const fleet = path.join(folder, "other.yaml");
  writeFileSync(
    fleet,
    readFileSync(path.join(example, "fleet.yaml"), "utf8").replace("name: shop }", "name: other }"),
  );
  const doubled = text
    .replace("fleet: shop", "fleet: other")
    .replace(/stages:\n/, "stages:\n    - { name: all-of-them, selector: {} }\n");
  writeFileSync(file, doubled);
  const { code, err } = await plan("-f", file, fleet);
  expect(code).toBe(2);
  expect(err).toMatch(
    /rollout\.yaml:\d+:\d+ +spec\.stages\[\d\]\.selector +cluster shop-\S+ is in the stages/,
  );
  expect(err).toMatch(/errors?; nothing was changed\./);
});

const mixed = path.join(packageRoot, "examples", "mixed");

it("prints the plan and its report as data, for people, and for a pull request", async () => {
  const planned = JSON.parse((await plan("-f", mixed, "-o", "json")).out);
  expect(planned).toMatchObject({ kind: "Plan", rollout: "mixed-1-36" });
  const report = JSON.parse((await plan("-f", mixed, "-o", "report-json")).out);
  expect(report.counts).toMatchObject({ selected: 40, upgraded: 40 });
  const { out: name } = await plan("-f", mixed, "-o", "name");
  expect(name).toBe(`plans/${report.hash.slice(0, 8)}\n`);
  const { out: wide } = await plan("-f", mixed, "-o", "wide");
  expect(wide).toMatch(/\nCLUSTERS\n {2}dev-01 +development +A +rolling +1\.35\.2 > 1\.36\.3/);
  const { out: markdown } = await plan("-f", mixed, "-o", "markdown");
  expect(markdown).toMatch(/^## Plan `[0-9a-f]{8}` of rollout `mixed-1-36`\n/);
});

it("a plan is compared with one in a file: the same, and another", async () => {
  const before = path.join(folder, "before.json");
  writeFileSync(before, (await plan("-f", mixed, "-o", "json")).out);
  const same = await plan("-f", mixed, "--diff", before);
  expect(same.out).toMatch(/^Plan (\S+) and plan \1 do the same\.\n$/);
  const changed = path.join(folder, "changed.yaml");
  const text = readFileSync(path.join(mixed, "rollout.yaml"), "utf8");
  writeFileSync(changed, text.replace("maxConcurrency: 4", "maxConcurrency: 6"));
  const files = ["fleet.yaml", "snapshots.yaml", "prices.yaml"].map((file) =>
    path.join(mixed, file),
  );
  const other = await plan("-f", changed, ...files, "--diff", before, "--detailed-exitcode");
  expect(other.out).toMatch(
    /^From plan \S+ to plan \S+: 1 difference\n~ stage development, maxConcurrency: 4 -> 6\n$/,
  );
  expect(other.code).toBe(4);
  const data = await plan("-f", changed, ...files, "--diff", before, "-o", "json");
  expect(JSON.parse(data.out)).toEqual([
    { kind: "changed", what: "stage development, maxConcurrency: 4 -> 6", clusters: [] },
  ]);
});

it("what a plan cannot be compared with is refused in words", async () => {
  const none = path.join(folder, "none.json");
  expect(await plan("-f", mixed, "--diff", none)).toMatchObject({
    code: 2,
    err: expect.stringContaining(`there is no file ${none}`),
  });
  expect(await plan("-f", mixed, "--diff", "abcd1234")).toMatchObject({
    code: 2,
    err: expect.stringContaining("no server runs to ask for plan abcd1234"),
  });
  expect(await plan("-f", mixed, "--diff", path.join(mixed, "prices.yaml"))).toMatchObject({
    code: 2,
    err: expect.stringContaining("is no plan: "),
  });
});

it("a workflow in the files stands in place of the bundled one, and what is wrong in it is shown at its line", async () => {
  const bundled = path.join(
    packageRoot,
    "packs",
    "strategies",
    "rolling",
    "workflows",
    "rolling.yaml",
  );
  const own = path.join(folder, "rolling.yaml");
  writeFileSync(
    own,
    readFileSync(bundled, "utf8").replace("uses: health.check", "uses: health.chek"),
  );
  const { code, err } = await plan("-f", mixed, own);
  expect(code).toBe(2);
  expect(err).toMatch(/rolling\.yaml:\d+:\d+ +spec\.steps\S+\.uses +unknown action "health\.chek"/);
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
