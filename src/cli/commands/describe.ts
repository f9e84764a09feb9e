import { Argument } from "commander";
import type { AddCommand } from "../cli.ts";
import { allOptions } from "../order-command.ts";

export const addDescribe: AddCommand = (program, cli) => {
  program
    .command("describe")
    .addArgument(new Argument("<kind>", "what it is").choices(["rollout", "cluster", "plan"]))
    .argument("<name>", "its name; of a plan, the first digits of its hash are enough")
    .description("tell everything about a rollout, a cluster or a plan")
    .addHelpText("after", "\nExample:\n  fleetlift describe cluster shop-production")
    .action(async (kind: string, name: string, _options, command) => {
      const { openApi } = await import("../api-client.ts");
      const { describe } = await import("../describe.ts");
      cli.terminal.out(await describe(openApi(allOptions(command)), kind, name));
    });
};
