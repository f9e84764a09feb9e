/**
 * `npm run bench` runs every measurement, `npm run bench NAME ...` some; each prints one line. What
 * begins with `--`, and all behind it, is for the measurements.
 */
import { readdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".bench.ts"))
  .map((file) => file.slice(0, -".bench.ts".length))
  .toSorted();
const given = process.argv.slice(2);
const first = given.findIndex((each) => each.startsWith("--"));
const asked = first < 0 ? given : given.slice(0, first);
const options = first < 0 ? [] : given.slice(first);
const unknown = asked.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  process.stderr.write(
    `there is no measurement ${unknown.join(", ")}; there are: ${names.join(", ")}\n`,
  );
  process.exit(2);
}
for (const name of asked.length === 0 ? names : asked) {
  const loaded: unknown = await import(
    pathToFileURL(path.join(import.meta.dirname, `${name}.bench.ts`)).href
  );
  // Every measurement exports `measure`.
  const { measure } = loaded as {
    readonly measure: (options: readonly string[]) => Promise<string>;
  };
  process.stdout.write(`${name}: ${await measure(options)}\n`);
}
