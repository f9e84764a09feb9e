/** `npm run prove` lists the proofs; `npm run prove NAME [OPTIONS]` runs one. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

/** What a proof ends with: whether it holds, and its figures in one line. */
export interface Verdict {
  readonly holds: boolean;
  readonly figures: string;
}

/** A proof's file exports this as `prove`; it starts what it needs and ends it again. */
export type Prove = (args: readonly string[]) => Promise<Verdict>;

const folder = import.meta.dirname;
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".proof.ts"))
  .map((file) => file.slice(0, -".proof.ts".length))
  .toSorted();

/** The first sentence of the file's opening comment. */
function purpose(name: string): string {
  const text = readFileSync(path.join(folder, `${name}.proof.ts`), "utf8");
  const comment = /\/\*\*([\s\S]*?)\*\//.exec(text)?.[1] ?? "";
  return (
    comment
      .replaceAll(/\s*\n\s*\*\s?/g, " ")
      .trim()
      .split(". ")[0] ?? ""
  );
}

async function run(name: string, args: readonly string[]): Promise<boolean> {
  const loaded: unknown = await import(pathToFileURL(path.join(folder, `${name}.proof.ts`)).href);
  // Every proof exports `prove`; one that does not fails here by name.
  const { prove } = loaded as { readonly prove: Prove };
  try {
    const { holds, figures } = await prove(args);
    process.stdout.write(`${name}: ${holds ? "" : "FAILED, "}${figures}\n`);
    return holds;
  } catch (error) {
    process.stderr.write(
      `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.stdout.write(
      `${name}: FAILED, ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return false;
  }
}

const [name, ...args] = process.argv.slice(2);
if (name === undefined) {
  for (const known of names) process.stdout.write(`${known.padEnd(16)} ${purpose(known)}\n`);
} else if (names.includes(name)) {
  process.exitCode = (await run(name, args)) ? 0 : 1;
} else {
  process.stderr.write(`there is no proof ${name}; there are: ${names.join(", ")}\n`);
  process.exitCode = 2;
}
