import { Option } from "commander";
import type { AddCommand } from "../cli.ts";
import { allOptions } from "../order-command.ts";
import type { WatchOptions } from "../watch-rollout.ts";

export const addWatch: AddCommand = (program, cli) => {
  program
    .command("watch")
    .argument("[rollout]", "name of the rollout (default: the only one that is not over)")
    .description("follow a rollout live until it ends")
    .option("--all", "off a terminal: also what happens all the time, like progress")
    .addOption(new Option("--exit-on <what>", "end early, with exit code 3").choices(["needs-you"]))
    .option("--timeout <duration>", "give up after so long, like 30m, with exit code 124")
    .addHelpText(
      "after",
      "\nOn a terminal it draws a picture; elsewhere it prints one event a line.\nCtrl-C detaches, and the rollout goes on.\n\nExample:\n  fleetlift watch kubernetes-1-36",
    )
    .action(async (named: string | undefined, options: WatchOptions, command) => {
      const { openApi } = await import("../api-client.ts");
      const { openRollout } = await import("../open-rollout.ts");
      const { watchRollout } = await import("../watch-rollout.ts");
      const api = openApi(allOptions(command));
      const rollout = await openRollout(api, named);
      cli.exitWith(await watchRollout(cli, api, rollout, options));
    });
};
