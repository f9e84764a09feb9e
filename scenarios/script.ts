/** A scenario as text: remarks, commands, and what each command printed. */
export type Line =
  | { readonly kind: "remark"; readonly text: string }
  | { readonly kind: "command"; readonly text: string; readonly words: readonly string[] };

/** The remarks and commands of a script; what stands between them is output of an earlier play. */
export function readScript(text: string): readonly Line[] {
  return text.split("\n").flatMap((line): Line[] => {
    if (line.startsWith("#")) return [{ kind: "remark", text: line }];
    if (line.startsWith("> "))
      return [{ kind: "command", text: line, words: wordsOf(line.slice(2)) }];
    return [];
  });
}

/** Words as a shell would see them: quotes hold blanks together. */
function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    ([, quoted, bare]) => quoted?.replaceAll('\\"', '"') ?? bare ?? "",
  );
}

/** The value after a flag, if it is there. */
export function flag(words: readonly string[], name: string): string | undefined {
  const at = words.indexOf(`--${name}`);
  return at < 0 ? undefined : words[at + 1];
}

/** The words that are neither flags nor their values. */
export function plain(words: readonly string[]): readonly string[] {
  return words.filter(
    (word, at) => !word.startsWith("--") && !(words[at - 1]?.startsWith("--") ?? false),
  );
}

/** The script with what each of its commands printed now; a blank line before each command. */
export function renderScript(
  played: readonly { readonly line: Line; readonly output: readonly string[] }[],
): string {
  const lines = played.flatMap(({ line, output }) => [
    ...(line.kind === "command" ? ["", line.text] : [line.text]),
    ...output,
  ]);
  return `${lines.join("\n").trim()}\n`;
}
