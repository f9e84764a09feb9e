import { Option, type Command } from "commander";
import type { AddCommand, Cli } from "../cli.ts";
import { allOptions } from "../order-command.ts";
import type { ExportOptions } from "../pack/export-pack.ts";
import type { InstallOptions } from "../pack/install-packs.ts";
import type { ShowOptions } from "../pack/show-packs.ts";
import type { TestOptions } from "../pack/test-packs.ts";

export const addPack: AddCommand = (program, cli) => {
  const pack = program
    .command("pack")
    .description("packs: workflows, actions, checks and facts of one's own");
  addInit(pack, cli);
  addValidate(pack, cli);
  addTest(pack, cli);
  addList(pack, cli);
  addShow(pack, cli);
  addInstall(pack, cli);
  addRemove(pack, cli);
  addExport(pack, cli);
};

function addInit(pack: Command, cli: Cli): void {
  pack
    .command("init")
    .argument("<folder>", "a folder that is not there yet, or is empty")
    .option("--name <name>", "the pack's name (default: the folder's)")
    .description("write a small pack that works, with tests, to begin from")
    .addHelpText("after", "\nNeeds no server.\n\nExample:\n  fleetlift pack init dns-care")
    .action(async (folder: string, { name }: { readonly name?: string }) => {
      const { initPack } = await import("../pack/init-pack.ts");
      initPack(cli, folder, name);
    });
}

function addValidate(pack: Command, cli: Cli): void {
  pack
    .command("validate")
    .argument("<packs...>", "folders, or archives that export made")
    .description("check packs whole; everything that is wrong is told at once, with its line")
    .addHelpText(
      "after",
      "\nNeeds no server.\n\nExample:\n  fleetlift pack validate examples/packs/dns-care",
    )
    .action(async (names: readonly string[], _: object, command: Command) => {
      const { validatePacks } = await import("../pack/validate-packs.ts");
      await validatePacks(cli, names, allOptions(command));
    });
}

function addTest(pack: Command, cli: Cli): void {
  pack
    .command("test")
    .argument("<folders...>", "folders of packs")
    .description("run the tests of packs; programs of their actions really run, on this machine")
    .addOption(new Option("-o, --output <format>", "how to print").choices(["json"]))
    .addHelpText(
      "after",
      "\nNeeds no server. Exits with 1 when a test fails.\n\nExample:\n  fleetlift pack test examples/packs/dns-care",
    )
    .action(async (names: readonly string[], options: TestOptions, command: Command) => {
      const { testPacks } = await import("../pack/test-packs.ts");
      cli.exitWith(await testPacks(cli, names, { ...options, ...allOptions(command) }));
    });
}

function addList(pack: Command, cli: Cli): void {
  pack
    .command("list")
    .description("list the packs, with what is in force and which rollouts use them")
    .addOption(outputOption())
    .addHelpText("after", "\nExample:\n  fleetlift pack list -o wide")
    .action(async (options: ShowOptions, command: Command) => {
      const { printPacks } = await import("../pack/show-packs.ts");
      await printPacks(cli, { ...options, ...allOptions(command) });
    });
}

function addShow(pack: Command, cli: Cli): void {
  pack
    .command("show")
    .argument("<pack>", "its name, NAME@VERSION, or the beginning of its hash")
    .description("show a pack: what it brings, what it runs, and what that may see")
    .addOption(outputOption())
    .addHelpText("after", "\nExample:\n  fleetlift pack show rolling")
    .action(async (name: string, options: ShowOptions, command: Command) => {
      const { printPack } = await import("../pack/show-packs.ts");
      await printPack(cli, name, { ...options, ...allOptions(command) });
    });
}

function addInstall(pack: Command, cli: Cli): void {
  pack
    .command("install")
    .argument("<packs...>", "folders, or archives that export made")
    .option("--force", "put it in place of the same version with another content")
    .option("--verify <file>", "refuse what the key of this file (Ed25519, PEM) did not sign")
    .description("keep packs, and make new plans from them; plans that there are go on as they are")
    .addHelpText(
      "after",
      "\nWhere a server runs it is told; elsewhere the pack is kept for the one that will run. The same\nagain changes nothing.\n\nExample:\n  fleetlift pack install examples/packs/dns-care",
    )
    .action(async (names: readonly string[], options: InstallOptions, command: Command) => {
      const { installPacks } = await import("../pack/install-packs.ts");
      await installPacks(cli, names, { ...options, ...allOptions(command) });
    });
}

function addRemove(pack: Command, cli: Cli): void {
  pack
    .command("remove")
    .argument("<pack>", "its name (all its versions), or NAME@VERSION")
    .description("make no new plans from a pack; plans that pin it go on as they are")
    .addHelpText(
      "after",
      "\nWhere a server runs it is told. A pack that another one needs stays.\n\nExample:\n  fleetlift pack remove dns-care@1.0.0",
    )
    .action(async (named: string, _: object, command: Command) => {
      const { removeNamedPack } = await import("../pack/remove-pack.ts");
      await removeNamedPack(cli, named, allOptions(command));
    });
}

function addExport(pack: Command, cli: Cli): void {
  pack
    .command("export")
    .argument("<pack>", "a folder, or the name of an installed pack")
    .option("--out <file>", "where to write it (default: NAME-VERSION.tgz)")
    .option("--sign <file>", "sign it with the private key of this file (Ed25519, PEM)")
    .description("write a pack as one file; the same pack gives the same bytes")
    .addHelpText(
      "after",
      "\nNeeds no server.\n\nExample:\n  fleetlift pack export examples/packs/dns-care",
    )
    .action(async (name: string, options: ExportOptions, command: Command) => {
      const { exportPack } = await import("../pack/export-pack.ts");
      await exportPack(cli, name, { ...options, ...allOptions(command) });
    });
}

function outputOption(): Option {
  return new Option("-o, --output <format>", "how to print").choices([
    "json",
    "yaml",
    "wide",
    "name",
  ]);
}
