/** `npm run bench` runs every measurement, `npm run bench NAME ...` some; each prints one line. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".bench.ts"))
  .map((file) => file.slice(0, -".bench.ts".length))
  .toSorted();
const asked = process.argv.slice(2);
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
  const { measure } = loaded as { readonly measure: () => Promise<string> };
  process.stdout.write(`${name}: ${await measure()}\n`);
}
