/**
 * Holds `fleetlift scan` against a corpus of hard files whose findings were written by hand, and the
 * scanner against seeded changes of that corpus and against documents of 5 MB. Options: `--seed N`,
 * `--mutations N`.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as z from "zod";
import { childEnv } from "../src/platform/env.ts";
import { packageRoot } from "../src/platform/package-root.ts";
import { randomHex } from "../src/platform/random.ts";
import type { Verdict } from "./prove.ts";
import { expectedFiles, type Expected } from "./scan/expected-files.ts";
import { mutate } from "./scan/mutate.ts";
import { writeLargeFiles } from "./scan/large-files.ts";

const program = path.join(packageRoot, "bin", "fleetlift");
const corpus = path.join(packageRoot, "proofs", "scan", "corpus");

export function prove(args: readonly string[]): Promise<Verdict> {
  const seed = Number(option(args, "--seed") ?? Number.parseInt(randomHex(3), 16));
  const mutations = Number(option(args, "--mutations") ?? 5_000);
  process.stderr.write(`seed ${seed}; again with: npm run prove scan -- --seed ${seed}\n`);
  const { target, files } = expectedFiles();
  const wrong = [...unplanned(files), ...compare(files, scanned(corpus, target))];
  const folder = mkdtempSync(path.join(tmpdir(), "fl-scan-"));
  try {
    const large = writeLargeFiles(folder);
    wrong.push(...compare(large, scanned(folder, target)));
    wrong.push(...mutate(corpus, { seed, mutations, target }));
    for (const line of wrong) process.stderr.write(`${line}\n`);
    return Promise.resolve({
      holds: wrong.length === 0,
      figures: figures([...files, ...large], mutations, wrong.length),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function figures(files: readonly Expected[], mutations: number, wrong: number): string {
  const planted = files.flatMap(({ findings }) => findings).length;
  const unread = files.flatMap((file) => file.unread).length;
  const said = wrong === 0 ? "none missed, none false, no crash" : `${wrong} wrong`;
  return `${files.length} files, ${planted} planted findings, ${unread} unread places, ${mutations} changed files: ${said}`;
}

/** What the corpus has and the list has not, or the other way round. */
function unplanned(files: readonly Expected[]): readonly string[] {
  const there = readdirSync(corpus, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(corpus, path.join(entry.parentPath, entry.name)));
  const listed = files.map(({ file }) => file);
  return [
    ...there.filter((file) => !listed.includes(file)).map((file) => `${file}: not in the list`),
    ...listed.filter((file) => !there.includes(file)).map((file) => `${file}: not in the corpus`),
  ];
}

const reportSchema = z.object({
  findings: z.array(
    z.object({
      file: z.string(),
      line: z.number(),
      problem: z.string(),
      certainty: z.string(),
      apiVersion: z.string(),
      kind: z.string(),
      namespace: z.string(),
      name: z.string(),
    }),
  ),
  unread: z.array(z.object({ file: z.string(), line: z.number(), reason: z.string() })),
});

type Report = z.infer<typeof reportSchema>;

/** What the program says of a folder, with paths in it. Charts are read from their text. */
function scanned(folder: string, target: string): Report {
  const options = ["--target", target, "--helm", "never", "--fail-on", "none", "-o", "json"];
  const { status, stdout, stderr } = spawnSync(program, ["scan", folder, ...options], {
    env: childEnv(),
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  if (status !== 0) throw new Error(`fleetlift scan ended with ${status}: ${stderr}`);
  const report = reportSchema.parse(JSON.parse(stdout));
  const within = <Found extends { readonly file: string }>(found: Found): Found => ({
    ...found,
    file: path.relative(folder, path.resolve(found.file)),
  });
  return { findings: report.findings.map(within), unread: report.unread.map(within) };
}

function compare(files: readonly Expected[], report: Report): string[] {
  const expected = new Set(files.flatMap(expectedLines));
  const seen = new Set([
    ...report.findings.map((finding) => `${finding.file}:${finding.line}: ${words(finding)}`),
    ...report.unread.map(({ file, line }) => `${file}:${line}: unread`),
  ]);
  return [
    ...[...expected].filter((line) => !seen.has(line)).map((line) => `missed: ${line}`),
    ...[...seen].filter((line) => !expected.has(line)).map((line) => `false: ${line}`),
  ];
}

function expectedLines({ file, findings, unread }: Expected): readonly string[] {
  return [
    ...findings.map((finding) => `${file}:${finding.line}: ${words(finding)}`),
    ...unread.map(({ line }) => `${file}:${line}: unread`),
  ];
}

function words(finding: Expected["findings"][number]): string {
  const { certainty, problem, apiVersion, kind, namespace, name } = finding;
  return `${certainty} ${problem} ${apiVersion} ${kind} "${namespace}/${name}"`;
}

function option(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
}
