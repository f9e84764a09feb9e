import { readFileSync } from "node:fs";
import path from "node:path";
import { openScriptTools } from "../../actions/scripted/script-tools.ts";
import { shortHash } from "../../model/hash.ts";
import type { PackSummary } from "../../packs/describe-pack.ts";
import { installPack } from "../../packs/install-pack.ts";
import { packToArchive } from "../../packs/pack-archive.ts";
import { PackConflict } from "../../packs/pack-store.ts";
import { isSignedBy } from "../../packs/pack-signature.ts";
import { osUser } from "../../platform/terminal.ts";
import { isServed, openApi, type ApiOptions } from "../api-client.ts";
import type { Cli } from "../cli.ts";
import { exitCodes } from "../exit-codes.ts";
import { UserError } from "../user-error.ts";
import { storeHere } from "./packs-here.ts";
import { readGivenPack, refusedInWords, type GivenPack } from "./read-given-pack.ts";

export interface InstallOptions extends ApiOptions {
  readonly force?: boolean;
  /** File of an Ed25519 public key (PEM): packs that it did not sign are refused. */
  readonly verify?: string;
}

/** Installs packs with the server that runs, or where it would run; the same again changes nothing. */
export async function installPacks(
  cli: Cli,
  names: readonly string[],
  options: InstallOptions,
): Promise<void> {
  const given: GivenPack[] = [];
  for (const name of names) given.push(await readGivenPack(name));
  if (options.verify !== undefined) given.forEach((each) => mustBeSigned(each, options.verify));
  const served = await isServed(options);
  for (const each of given) {
    const { name, version, hash } = served
      ? await installAtServer(each, options)
      : await installHere(cli, each, options);
    cli.terminal.out(`pack ${name} ${version} is in force (${shortHash(hash)})\n`);
    for (const line of mayDo(each)) cli.terminal.err(`${line}\n`);
  }
}

function mustBeSigned({ name, pack }: GivenPack, keyFile = ""): void {
  const file = `${name.replace(/\/+$/, "")}.sig`;
  const key = textOf(keyFile, "name the file of a public key (PEM)");
  const signature = textOf(file, "fleetlift pack export --sign writes it beside the archive");
  try {
    if (isSignedBy(pack.hash, signature, key)) return;
  } catch (error) {
    throw new UserError(`${keyFile}: ${wordsOf(error)}`, "", exitCodes.wrongInput);
  }
  throw new UserError(
    `${name} was not signed by the key of ${keyFile}, or was changed since`,
    "",
    exitCodes.wrongInput,
  );
}

function textOf(file: string, help: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${wordsOf(error)}`, help, exitCodes.wrongInput);
  }
}

async function installAtServer(
  { name, files }: GivenPack,
  options: InstallOptions,
): Promise<Pick<PackSummary, "name" | "version" | "hash">> {
  return await openApi(options).send<PackSummary>("POST", "/packs", {
    archive: packToArchive(files).toString("base64"),
    origin: originOf(name),
    force: options.force === true,
  });
}

async function installHere(
  cli: Cli,
  { name, files }: GivenPack,
  options: InstallOptions,
): Promise<Pick<PackSummary, "name" | "version" | "hash">> {
  const given = {
    files,
    origin: originOf(name),
    by: osUser(),
    nowMs: cli.clock.nowMs(),
    force: options.force === true,
  };
  try {
    return await refusedInWords(() =>
      installPack(storeHere(options), given, openScriptTools("installing")),
    );
  } catch (error) {
    if (!(error instanceof PackConflict)) throw error;
    throw new UserError(error.message, error.help, exitCodes.wrongInput);
  }
}

const originOf = (name: string): string => path.resolve(name);

/** What somebody lets in with it: programs, and what they see of the environment. */
function mayDo({ pack }: GivenPack): readonly string[] {
  return pack.actions.flatMap(({ document: { metadata, spec } }) => {
    const { env = [], needsMember, run } = spec;
    const sees = [
      ...(env.length === 0 ? [] : [`sees ${env.join(", ")} of the server's environment`]),
      ...(needsMember === true ? ["is told where clusters are to be reached"] : []),
    ];
    const what = run.http === undefined ? "runs a program" : "makes calls over HTTP";
    return [`  ${pack.name}/${metadata.name} ${[what, ...sees].join(", ")}`];
  });
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
