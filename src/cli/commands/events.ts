import { Option } from "commander";
import type { AddCommand } from "../cli.ts";
import { allOptions } from "../order-command.ts";
import type { EventsOptions } from "../show-events.ts";

export const addEvents: AddCommand = (program, cli) => {
  program
    .command("events")
    .argument("[rollout]", "only of this rollout")
    .description("list what happened, and follow what happens")
    .option("-f, --follow", "go on with what happens from now on, until Ctrl-C")
    .option("--cluster <name>", "only of this cluster")
    .option("--all", "also what happens all the time: steps starting, progress")
    .addOption(new Option("-o, --output <format>", "one JSON object a line").choices(["json"]))
    .addHelpText("after", "\nExample:\n  fleetlift events kubernetes-1-36 --follow")
    .action(async (rollout: string | undefined, options: EventsOptions, command) => {
      const { openApi } = await import("../api-client.ts");
      const { showEvents } = await import("../show-events.ts");
      await showEvents(cli, openApi(allOptions(command)), rollout, options);
    });
};
