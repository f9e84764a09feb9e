import type { AddCommand } from "../cli.ts";
import type { DemoOptions } from "../demo.ts";
import { allOptions } from "../order-command.ts";
import { speedOption } from "../speed-option.ts";

export const addDemo: AddCommand = (program, cli) => {
  program
    .command("demo")
    .description("upgrade a simulated fleet of twelve clusters, live, in about two minutes")
    .option("--once", "end when the rollout has ended, and clean up")
    .option("--speed <n>", "how many times as fast as real time", speedOption, 600)
    .addHelpText(
      "after",
      "\nEverything is in a data directory of its own, begun anew each time; no real cluster is touched.",
    )
    .action(async (options: DemoOptions, command) => {
      const { demo } = await import("../demo.ts");
      cli.exitWith(await demo(cli, { ...options, ...allOptions(command) }));
    });
};
