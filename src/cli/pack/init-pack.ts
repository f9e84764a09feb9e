import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { packNameSchema } from "../../model/pack.ts";
import { packageVersion } from "../../platform/version.ts";
import type { Cli } from "../cli.ts";
import { exitCodes } from "../exit-codes.ts";
import { UserError } from "../user-error.ts";
import { skeleton } from "./skeleton.ts";

/** Writes a small pack that works, with a test of each kind, into a folder that is not there yet or is empty. */
export function initPack(cli: Cli, folder: string, named: string | undefined): void {
  const name = named ?? path.basename(path.resolve(folder));
  const { error } = packNameSchema.safeParse(name);
  if (error !== undefined) {
    const words = error.issues[0]?.message ?? "";
    throw new UserError(
      `"${name}" is no name of a pack: ${words}`,
      "choose one with --name",
      exitCodes.wrongInput,
    );
  }
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new UserError(
      `${folder} holds something already, and nothing is written over`,
      "name a new folder",
      exitCodes.wrongInput,
    );
  }
  for (const [at, { text, executable }] of skeleton(name, packageVersion())) {
    const file = path.join(folder, at);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text, { mode: executable === true ? 0o755 : 0o644 });
    cli.terminal.out(`${file}\n`);
  }
  cli.terminal.err(
    `pack ${name} is ready: fleetlift pack test ${folder}, then fleetlift pack install ${folder}\n`,
  );
}
