/**
 * The gate: everything that must hold before a change lands, in one command, the same here and in
 * CI. Runs every stage even when one fails, so that all that is wrong is seen at once, and ends
 * with the line `N passed, N failed`.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./source-files.ts";

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

const bin = (name: string): string => path.join(root, "node_modules", ".bin", name);
const results = path.join(root, ".check");

const stages: Readonly<Record<string, () => Counts>> = {
  format: () => command("oxfmt", ["--check", "."]),
  lint: () => command("oxlint", ["--type-aware", "--quiet"]),
  types: () => command("tsc", []),
  tests: () => tests("tests", ["--coverage"]),
};

const lab: Readonly<Record<string, () => Counts>> = {
  install: () => run(path.join(root, "bin", "fleetlift"), ["lab", "install"]),
  lab: () => tests("lab", ["--config", "vitest.lab.config.ts"]),
  upgrade: () => run(process.execPath, ["proofs/prove.ts", "lab-upgrade"]),
};

const command = (name: string, args: readonly string[]): Counts => run(bin(name), args);

function run(program: string, args: readonly string[]): Counts {
  const { status } = spawnSync(program, args, { cwd: root, stdio: "inherit" });
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Counts what vitest counted; a run that fails otherwise (coverage, an import) is one more failure. */
function tests(name: string, args: readonly string[]): Counts {
  const file = path.join(results, `${name}.json`);
  rmSync(file, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const { status } = spawnSync(bin("vitest"), ["run", ...args, ...reporters], {
    cwd: root,
    stdio: "inherit",
  });
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const told: unknown = JSON.parse(readFileSync(file, "utf8"));
  const passed = countOf(told, "numPassedTests");
  const failed = countOf(told, "numFailedTests");
  return { passed, failed: status !== 0 && failed === 0 ? 1 : failed };
}

function countOf(told: unknown, field: string): number {
  // The file is vitest's own; a field that is not a number counts as nothing passed.
  const value = (told as Readonly<Record<string, unknown>>)[field];
  return typeof value === "number" ? value : 0;
}

mkdirSync(results, { recursive: true });
const onLab = process.argv.includes("--lab");
const chosen = onLab ? lab : stages;
let passed = 0;
let failed = 0;
const words: string[] = [];
for (const [name, stage] of Object.entries(chosen)) {
  process.stdout.write(`\n== ${name}\n`);
  const counts = stage();
  passed += counts.passed;
  failed += counts.failed;
  words.push(
    `${name.padEnd(8)} ${counts.failed === 0 ? "passed" : "FAILED"}  (${counts.passed} passed, ${counts.failed} failed)`,
  );
}
writeFileSync(path.join(results, `${onLab ? "lab" : "gate"}.counts`), `${passed} ${failed}\n`);
process.stdout.write(`\n${words.join("\n")}\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
