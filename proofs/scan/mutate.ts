import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { scanText, type ScanInput } from "../../src/assess/scan/scan-text.ts";
import { knowledge } from "../../src/knowledge/knowledge.ts";
import { seededRandom } from "../../src/simulate/seeded-random.ts";

interface Mutating {
  readonly seed: number;
  readonly mutations: number;
  readonly target: string;
}

/** Characters that mean something where they are put. */
const PIECES = [
  "\n",
  "---\n",
  "\t",
  "{",
  "}",
  "[",
  "]",
  '"',
  "'",
  ": ",
  "- ",
  "&a ",
  "*a",
  "{{",
  "}}",
  "|\n",
  "#",
  "\r",
  "\\",
  "<<: ",
  "? ",
  "\0",
  "apiVersion: extensions/v1beta1\n",
];

/** Scans the corpus's files changed at random places: whatever they are then, it ends, and says lines that there are. */
export function mutate(corpus: string, { seed, mutations, target }: Mutating): readonly string[] {
  const files = readdirSync(corpus, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted()
    .map((file) => ({ file, text: readFileSync(file, "utf8") }));
  const random = seededRandom(seed);
  const below = (count: number): number => Math.floor(random() * count);
  const wrong: string[] = [];
  for (let turn = 0; turn < mutations; turn += 1) {
    const { file, text } = files[below(files.length)] ?? { file: "", text: "" };
    let changed = text;
    for (let change = below(4); change >= 0; change -= 1) changed = changedOnce(changed, below);
    const origin = below(3) === 0 ? "template" : "manifest";
    const fault = faultOf({ file, text: changed, origin }, target);
    if (fault !== undefined) wrong.push(`turn ${turn}, ${path.relative(corpus, file)}: ${fault}`);
  }
  return wrong;
}

function changedOnce(text: string, below: (count: number) => number): string {
  const at = below(text.length + 1);
  switch (below(4)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1 + below(20));
    case 1:
      return text.slice(0, at);
    case 2: {
      const from = below(text.length + 1);
      return text.slice(0, at) + text.slice(from, from + below(60)) + text.slice(at);
    }
    default:
      return text.slice(0, at) + (PIECES[below(PIECES.length)] ?? "") + text.slice(at);
  }
}

function faultOf(input: ScanInput, target: string): string | undefined {
  try {
    const { findings, unread } = scanText(input, knowledge, { target });
    const lines = input.text.split(/\r\n|\r|\n/).length;
    const outside = [...findings, ...unread].find(({ line }) => line < 1 || line > lines);
    return outside && `line ${outside.line} of ${lines}`;
  } catch (error) {
    return `threw ${error instanceof Error ? error.message : String(error)}`;
  }
}
