import type { Command } from "commander";
import type { AddCommand } from "../cli.ts";
import { allOptions } from "../order-command.ts";

export const addWhoami: AddCommand = (program, cli) => {
  program
    .command("whoami")
    .description("show who you are to the server, and what you may do")
    .option("-o, --output <format>", "json or yaml")
    .action(async (_: object, command: Command) => {
      const { showIdentity } = await import("../tokens.ts");
      await showIdentity(cli, allOptions(command));
    });
};
