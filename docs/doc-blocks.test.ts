import { expect, it } from "vitest";
import { blocksOf, commandsOf, isAsShown } from "./doc-blocks.ts";

const markdown = `
# Title

\`\`\`yaml file=fleet.yaml
kind: Fleet
\`\`\`

\`\`\`console exit=2
$ first
its output

$ second
\`\`\`
`;

it("finds the blocks, with their options and lines", () => {
  expect(blocksOf(markdown)).toEqual([
    {
      language: "yaml",
      options: new Map([["file", "fleet.yaml"]]),
      line: 4,
      lines: ["kind: Fleet"],
    },
    {
      language: "console",
      options: new Map([["exit", "2"]]),
      line: 8,
      lines: ["$ first", "its output", "", "$ second"],
    },
  ]);
});

it("finds the commands; the exit code is the last one's", () => {
  const commands = blocksOf(markdown).slice(1).flatMap(commandsOf);
  expect(commands).toEqual([
    { line: 9, text: "first", output: ["its output"], exitCode: 0 },
    { line: 12, text: "second", output: [], exitCode: 2 },
  ]);
});

it.each<readonly [readonly string[], string, boolean]>([
  [["a.b (c)"], "a.b (c)\n", true],
  [["a.b"], "axb\n", false],
  [["done"], "done  \n", true],
  [["took ... min"], "took 7 min\n", true],
  [["took ... min"], "took 7\nmin\n", false],
  [["shop   ...     test"], "shop   1.35.4   test\n", true],
  [["first", "...", "last"], "first\nlast\n", true],
  [["first", "...", "last"], "first\n1\n2\nlast\n", true],
  [["first"], "first\nsecond\n", false],
  [["first", "..."], "first\nsecond\n", true],
  [["...", "last"], "last\nmore\n", false],
])("%j against %j: %s", (shown, printed, expected) => {
  expect(isAsShown(shown, printed)).toBe(expected);
});
