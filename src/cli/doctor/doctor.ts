import { dataDirOf, type ApiOptions } from "../api-client.ts";
import type { Cli } from "../cli.ts";
import { exitCodes } from "../exit-codes.ts";
import { checkDataDir } from "./check-data-dir.ts";
import { checkMachine } from "./check-machine.ts";
import { checkServer } from "./check-server.ts";
import type { Diagnosis } from "./diagnosis.ts";

export type DoctorOptions = ApiOptions & { readonly output?: "json" };

/** Looks at everything that fleetlift stands on, and prints what it found, worst last so that it is read. */
export async function doctor(cli: Cli, options: DoctorOptions): Promise<void> {
  const dataDir = dataDirOf(options);
  const found: readonly Diagnosis[] = [
    ...checkMachine(),
    ...(await checkDataDir(dataDir)),
    ...(await checkServer(options)),
  ];
  const text =
    options.output === "json" ? `${JSON.stringify(found, undefined, 2)}\n` : renderDiagnoses(found);
  cli.terminal.out(text);
  if (found.some(({ level }) => level === "wrong")) cli.exitWith(exitCodes.failed);
}

const ORDER = ["ok", "warning", "wrong"] as const;

function renderDiagnoses(found: readonly Diagnosis[]): string {
  const width = Math.max(...found.map(({ what }) => what.length));
  const lines = found
    .toSorted((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level))
    .flatMap(({ level, what, words, help }) => [
      `${level.padEnd(8)} ${what.padEnd(width)}  ${words}`,
      ...(help === undefined ? [] : [`${" ".repeat(width + 11)}what helps: ${help}`]),
    ]);
  return lines.map((line) => `${line}\n`).join("");
}
