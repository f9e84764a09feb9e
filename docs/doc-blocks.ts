/** The fenced blocks of a Markdown file, and how output shown in one is compared with the real one. */

export interface Block {
  /** First word after the fence. */
  readonly language: string;
  /** `file=NAME` and `exit=N` after it. */
  readonly options: ReadonlyMap<string, string>;
  /** Line of the fence, counted from 1. */
  readonly line: number;
  readonly lines: readonly string[];
}

export interface Command {
  readonly line: number;
  readonly text: string;
  /** What the document shows below it; nothing is compared when there is nothing. */
  readonly output: readonly string[];
  readonly exitCode: number;
}

export function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { readonly info: string; readonly line: number; readonly lines: string[] } | undefined;
  for (const [index, text] of markdown.split("\n").entries()) {
    if (open === undefined) {
      if (text.startsWith("```")) open = { info: text.slice(3), line: index + 1, lines: [] };
    } else if (text === "```") {
      blocks.push(blockOf(open.info, open.line, open.lines));
      open = undefined;
    } else open.lines.push(text);
  }
  return blocks;
}

function blockOf(info: string, line: number, lines: readonly string[]): Block {
  const [language = "", ...words] = info.split(" ");
  const options = words.map((word): [string, string] => {
    const [name = "", value = ""] = word.split("=");
    return [name, value];
  });
  return { language, options: new Map(options), line, lines };
}

/** The commands of a `console` block: lines that begin with `$ `. `exit=N` is the last one's. */
export function commandsOf({ lines, line, options }: Block): readonly Command[] {
  const starts = lines.flatMap((text, index) => (text.startsWith("$ ") ? [index] : []));
  return starts.map((start, index) => {
    const isLast = index === starts.length - 1;
    return {
      line: line + 1 + start,
      text: (lines[start] ?? "").slice(2),
      output: withoutEmptyEnd(lines.slice(start + 1, starts[index + 1])),
      exitCode: isLast ? Number(options.get("exit") ?? 0) : 0,
    };
  });
}

function withoutEmptyEnd(lines: readonly string[]): readonly string[] {
  return lines.slice(0, lines.findLastIndex((line) => line !== "") + 1);
}

/**
 * Whether the shown lines are what was printed. `...` and the blanks around it stand for anything
 * within a line, and in a line of its own for any lines; blanks at the end of a line do not count.
 */
export function isAsShown(shown: readonly string[], printed: string): boolean {
  const pattern = shown
    .map((line) =>
      line.trim() === "..."
        ? "(?:.*\\n)*"
        : `${line
            .split(/ *\.\.\. */)
            .map(escaped)
            .join(".*")} *\\n`,
    )
    .join("");
  return new RegExp(`^${pattern}$`).test(printed.replace(/\n*$/, "\n"));
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
