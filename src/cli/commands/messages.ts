import type { Command } from "commander";
import type { AddCommand } from "../cli.ts";
import { allOptions } from "../order-command.ts";

export const addMessages: AddCommand = (program, cli) => {
  const messages = program
    .command("messages")
    .description("the channels by which people are told (kind Messaging)");
  messages
    .command("test")
    .argument("<channel>", "name of the channel")
    .description("send a test message by a channel, now, and say what came of it")
    .addHelpText(
      "after",
      "\nHow the channels do:  fleetlift get channels\n\nExample:\n  fleetlift messages test platform",
    )
    .action(async (channel: string, _: object, command: Command) => {
      const { testMessage } = await import("../messages.ts");
      await testMessage(cli, channel, allOptions(command));
    });
};
