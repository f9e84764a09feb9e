import { type Command, Option } from "commander";
import type { AddCommand, Cli } from "../cli.ts";
import { allOptions } from "../order-command.ts";
import type { CreateTokenOptions } from "../tokens.ts";

export const addToken: AddCommand = (program, cli) => {
  const token = program
    .command("token")
    .description("who may do what: tokens for people and machines beside the server's owner");
  addCreate(token, cli);
  addList(token, cli);
  addRevoke(token, cli);
};

function addCreate(token: Command, cli: Cli): void {
  token
    .command("create")
    .argument("<name>", "whose it is: what the record will say")
    .description("make a token, and print it this once")
    .addOption(
      new Option("--right <rights...>", "what it lets them do")
        .choices(["viewer", "operator", "approver", "admin"])
        .default(["viewer"]),
    )
    .option("--group <groups...>", "what approvals are asked of, like sre", [])
    .option("--expires <duration>", "how long it holds, like 24h (default: 2160h, 90 days)")
    .addHelpText(
      "after",
      "\nOnly its hash is kept. The token goes to stdout, everything else to stderr.\n\nExample:\n  fleetlift token create ben --right approver --group sre > ben.token\n  fleetlift approve kubernetes-1-36 --plan 7b21e0c4 --token-file ben.token",
    )
    .action(async (name: string, options: CreateTokenOptions, command: Command) => {
      const { createToken } = await import("../tokens.ts");
      await createToken(cli, name, options, allOptions(command));
    });
}

function addList(token: Command, cli: Cli): void {
  token
    .command("list")
    .description("list tokens, without what would prove them")
    .option("-o, --output <format>", "json, yaml, wide or name")
    .action(async (_: object, command: Command) => {
      const { listTokens } = await import("../tokens.ts");
      await listTokens(cli, allOptions(command));
    });
}

function addRevoke(token: Command, cli: Cli): void {
  token
    .command("revoke")
    .argument("<name>", "whose tokens, or the id of one")
    .description("take tokens out of force at once")
    .action(async (name: string, _: object, command: Command) => {
      const { revokeTokens } = await import("../tokens.ts");
      await revokeTokens(cli, name, allOptions(command));
    });
}
