import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { EXCEPTIONS, LAYERS, OUTSIDE, PURE, PURE_FILES, UPWARD_IMPORTS } from "./layers.ts";
import { isTest, root, sourceFiles, type SourceFile } from "./source-files.ts";

const files = sourceFiles(["src"]);
const product = files.filter((file) => !isTest(file.path));
const order: readonly string[] = LAYERS;
const pure: readonly string[] = PURE;

const folderOf = (file: string): string => file.split("/")[1] ?? "";

const isPure = (file: SourceFile): boolean =>
  pure.includes(folderOf(file.path)) || PURE_FILES.test(file.path);

/** What is found and not excepted; an exception that finds nothing is found too, so that the list shrinks. */
function unexcepted(rule: string, found: readonly string[]): readonly string[] {
  const excepted = EXCEPTIONS.filter((exception) => exception.rule === rule).map(
    ({ file }) => file,
  );
  return [
    ...found.filter((line) => !excepted.some((file) => line.startsWith(file))),
    ...excepted
      .filter((file) => !found.some((line) => line.startsWith(file)))
      .map((file) => `${file}: the exception from ${rule} is not needed any more`),
  ];
}

it("a folder imports only from folders above it", () => {
  const upward = product.flatMap((file) =>
    file.imports
      .filter((name) => name.startsWith("src/"))
      .map((name) => ({ file, from: folderOf(file.path), to: folderOf(name) }))
      .filter(({ from, to }) => order.includes(from) && order.includes(to))
      .filter(({ from, to }) => order.indexOf(to) > order.indexOf(from)),
  );
  const allowed = (from: string, to: string): boolean =>
    UPWARD_IMPORTS.some((exception) => exception.from === from && exception.to === to);
  expect(
    upward
      .filter(({ from, to }) => !allowed(from, to))
      .map(({ file, to }) => `${file.path} imports ${to}`),
  ).toEqual([]);
  const unused = UPWARD_IMPORTS.filter(
    ({ from, to }) => !upward.some((found) => found.from === from && found.to === to),
  );
  expect(unused).toEqual([]);
});

it("every folder of src has its place in the order", () => {
  const folders = new Set(
    product.map((file) => folderOf(file.path)).filter((name) => !name.endsWith(".ts")),
  );
  expect([...folders].filter((name) => name !== OUTSIDE && !order.includes(name))).toEqual([]);
});

it("pure files import nothing that acts", () => {
  const found = product
    .filter(isPure)
    .flatMap((file) =>
      file.imports
        .filter((name) => name.startsWith("node:") || name.startsWith(`src/${OUTSIDE}/`))
        .map((name) => `${file.path} imports ${name}`),
    );
  expect(unexcepted("pure-imports", found)).toEqual([]);
});

it("pure files await nothing", () => {
  const found = product
    .filter((file) => isPure(file) && /\b(await|async)\b/.test(file.code))
    .map((file) => file.path);
  expect(unexcepted("pure-await", found)).toEqual([]);
});

it("clock, randomness, environment, timers and logs are in platform only", () => {
  const banned =
    /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\.(env|hrtime|uptime)\b|\bconsole\.|\bperformance\.now\b|\b(setTimeout|setInterval|setImmediate)\(/;
  const found = product
    .filter((file) => folderOf(file.path) !== OUTSIDE)
    .flatMap((file) => {
      const match = banned.exec(file.code);
      return match === null ? [] : [`${file.path}: ${match[0]}`];
    });
  expect(unexcepted("banned-calls", found)).toEqual([]);
});

it("no file is over 400 lines", () => {
  const found = sourceFiles(["src", "tidy", "proofs", "bench", "scenarios"])
    .filter((file) => file.lines > 400)
    .map((file) => `${file.path}: ${file.lines} lines`);
  expect(unexcepted("file-size", found)).toEqual([]);
});

it("no file only passes on what others export", () => {
  const found = product
    .filter((file) => {
      const statements = file.code
        .split(";")
        .map((line) => line.trim())
        .filter((line) => line !== "");
      return (
        statements.length > 0 &&
        statements.every((line) => /^export\s+(type\s+)?(\*|\{[^}]*\})\s+from\b/s.test(line))
      );
    })
    .map((file) => file.path);
  expect(found).toEqual([]);
});

it("names say what is inside, in kebab-case", () => {
  const found = files
    .map((file) => file.path)
    .filter(
      (name) =>
        !/^src(\/[a-z0-9-]+)*\/[a-z0-9-]+(\.[a-z0-9-]+)*\.ts$/.test(name) ||
        /\b(utils?|helpers?|manager|common|misc)\b/.test(name),
    );
  expect(found).toEqual([]);
});

it("no file is dead: each is reached from the program, a proof, a bench or the tools", () => {
  const entries = sourceFiles(["tidy", "proofs", "bench", "scenarios"]);
  const known = new Map(files.map((file) => [file.path, file]));
  const reached = new Set<string>();
  const visit = (file: SourceFile): void => {
    if (reached.has(file.path)) return;
    reached.add(file.path);
    for (const name of file.imports) {
      const next = known.get(name);
      if (next !== undefined) visit(next);
    }
  };
  for (const file of [...entries, ...files.filter(({ path: name }) => name === "src/main.ts")])
    visit(file);
  const dead = product.filter((file) => !reached.has(file.path)).map((file) => file.path);
  expect(unexcepted("dead-file", dead)).toEqual([]);
});

it("casts past the types and silenced checks do not occur", () => {
  const found = product
    .filter((file) =>
      /\bas any\b|: any\b|@ts-(ignore|expect-error|nocheck)|(oxlint|eslint)-disable/.test(
        file.text,
      ),
    )
    .map((file) => file.path);
  expect(unexcepted("casts", found)).toEqual([]);
});

it("the code map of ARCHITECTURE.md names the folders in the order of the layers", () => {
  const text = readFileSync(path.join(root, "ARCHITECTURE.md"), "utf8");
  const map = /## Code map\n([\s\S]*?)\n## /.exec(text)?.[1] ?? "";
  const named = [...map.matchAll(/^\| `src\/([a-z]+)\/`/gm)].map(([, name]) => name);
  const present = new Set(product.map((file) => folderOf(file.path)));
  expect(named).toEqual([...order.filter((name) => present.has(name)), OUTSIDE]);
});
