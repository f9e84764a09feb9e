import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { root } from "../tidy/source-files.ts";
import { blocksOf, commandsOf, isAsShown, type Block } from "./doc-blocks.ts";
import { DocSession } from "./doc-session.ts";

/** What the documents show without running it, with the reason. */
const SHOWN_ONLY: readonly { readonly command: RegExp; readonly why: string }[] = [
  {
    command: /^npm ci && /,
    why: "a reader's first step, long before this test, or this test itself",
  },
  {
    command: /^fleetlift lab (install|up|down|status demo|backups?|restore)\b/,
    why: "builds or runs real Kubernetes",
  },
  { command: /^kubectl .* -f examples\/lab\//, why: "speaks to real Kubernetes" },
  { command: /^fleetlift observe --rbac \| kubectl/, why: "speaks to real Kubernetes" },
  { command: /^fleetlift (plan|start|watch) .*\blab\b/, why: "upgrades real Kubernetes" },
];

const files = [
  "README.md",
  ...["docs", "docs/operate"].flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((file) => file.endsWith(".md"))
      .map((file) => `${folder}/${file}`),
  ),
];
const documents = files.map((file) => ({
  file,
  blocks: blocksOf(readFileSync(path.join(root, file), "utf8")),
}));
const all = documents.flatMap(({ file, blocks }) => blocks.map((block) => ({ file, block })));

it.each(documents.filter(({ blocks }) => blocks.some(isRun)))(
  "$file says what happens",
  { timeout: 240_000 },
  async ({ file, blocks }) => {
    const session = new DocSession();
    try {
      for (const block of blocks) await tryBlock(session, file, block);
    } finally {
      await session.end();
    }
  },
);

it("every block says what it is: run, written to a file, or only shown", () => {
  const known = ["console", "sh", "yaml", "json", "text"];
  const unknown = all.filter(({ block }) => !known.includes(block.language));
  expect(unknown.map(({ file, block }) => `${file}:${block.line}`)).toEqual([]);
});

it("what is only shown is in the list of what may be, and the list holds nothing else", () => {
  const lines = all
    .filter(({ block }) => block.language === "sh")
    .flatMap(({ file, block }) => block.lines.map((line) => ({ file, line: withoutRemark(line) })))
    .filter(({ line }) => line !== "");
  const isListed = ({ line }: { readonly line: string }): boolean =>
    SHOWN_ONLY.some(({ command }) => command.test(line));
  expect(lines.filter((line) => !isListed(line))).toEqual([]);
  expect(SHOWN_ONLY.filter(({ command }) => !lines.some(({ line }) => command.test(line)))).toEqual(
    [],
  );
});

it("links lead to files that are there", () => {
  const dead = files.flatMap((file) => {
    const text = readFileSync(path.join(root, file), "utf8");
    return [...text.matchAll(/\]\((?!https?:)([^)#]*)(#[^)]*)?\)/g)]
      .map(([, target = ""]) => target)
      .filter((target) => target !== "" && !existsSync(path.join(root, path.dirname(file), target)))
      .map((target) => `${file}: ${target}`);
  });
  expect(dead).toEqual([]);
});

async function tryBlock(session: DocSession, file: string, block: Block): Promise<void> {
  const name = block.options.get("file");
  if (name !== undefined) session.write(name, block.lines);
  if (!isRun(block)) return;
  for (const command of commandsOf(block)) {
    const { exitCode, printed } = await session.run(command);
    const where = `${file}:${command.line}: ${command.text}\n${printed}`;
    expect(exitCode, where).toBe(command.text.endsWith(" &") ? undefined : command.exitCode);
    if (command.output.length === 0 || isAsShown(command.output, printed)) continue;
    expect(printed, where).toBe(`${command.output.join("\n")}\n`);
  }
}

function isRun({ language }: Block): boolean {
  return language === "console";
}

function withoutRemark(line: string): string {
  return line.replace(/(^| +)#.*$/, "");
}
