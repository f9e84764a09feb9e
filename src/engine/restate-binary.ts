import { createRequire } from "node:module";
import { EngineError } from "./engine-error.ts";

export interface RestateBinary {
  readonly file: string;
  readonly version: string;
}

/** The server of this platform from its own package: started directly, it gets our signals. Throws `EngineError`. */
export function restateBinary(): RestateBinary {
  const name = `@restatedev/restate-server-${process.platform}-${process.arch}`;
  try {
    // Looked for from the package that depends on it: a strict layout shows it to nobody else.
    const ours = createRequire(import.meta.url);
    const require = createRequire(ours.resolve("@restatedev/restate-server/package.json"));
    // The package's own manifest, whose form npm prescribes.
    const manifest = require(`${name}/package.json`) as { readonly version: string };
    return { file: require.resolve(`${name}/bin/restate-server`), version: manifest.version };
  } catch (error) {
    throw new EngineError(
      `the engine is not installed for ${process.platform} on ${process.arch} (${name}): run npm ci; it exists for Linux and macOS on x64 and arm64`,
      { cause: error },
    );
  }
}

/** Negative when `one` is older than `other`. Both as `major.minor.patch`. */
export function compareVersions(one: string, other: string): number {
  const [ones, others] = [one, other].map((version) => version.split(/[.-]/).map(Number));
  for (const index of [0, 1, 2]) {
    const difference = (ones?.[index] ?? 0) - (others?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
