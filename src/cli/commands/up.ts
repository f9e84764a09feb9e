import { durationOption, webhookOption } from "../anchor-options.ts";
import type { AddCommand } from "../cli.ts";
import { allOptions } from "../order-command.ts";
import { speedOption } from "../speed-option.ts";
import type { UpOptions } from "../up.ts";

export const addUp: AddCommand = (program, cli) => {
  program
    .command("up")
    .description("run the server, with its engine, until Ctrl-C")
    .option(
      "--world <file>",
      "also serve this simulated world, or take over the one that is served",
    )
    .option(
      "--speed <n>",
      "of the world, and of the clock that everything then goes by",
      speedOption,
      1,
    )
    .option("--anchor-file <files...>", "keep signed anchors of the record in this file")
    .option("--anchor-webhook <urls...>", "post them there", webhookOption)
    .option("--anchor-git <folders...>", "commit them to this working copy, and push")
    .option("--anchor-every <duration>", "how often, in real time (default: 5m)", durationOption)
    .addHelpText(
      "after",
      "\nState stays in the data directory: after Ctrl-C, or a crash, the next `up` goes on.\n\nExample:\n  fleetlift up --world examples/shop/world.yaml --speed 60",
    )
    .action(async (options: UpOptions, command) => {
      const { up } = await import("../up.ts");
      await up(cli, { ...options, ...allOptions(command) });
    });
};
