import { Option } from "commander";
import type { AddCommand } from "../cli.ts";
import { allOptions } from "../order-command.ts";
import type { SimulateOptions } from "../simulate/simulate-rollout.ts";

export const addSimulate: AddCommand = (program, cli) => {
  program
    .command("simulate")
    .argument("[rollout]", "a rollout of the server, or which of those in the files")
    .option("-f, --filename <files...>", "YAML or JSON files, or folders; - is stdin")
    .option("--world <file>", "a World for the clusters of provider world")
    .option(
      "--faults <kinds>",
      "what goes wrong: none, all, or kinds with how hard, like crash,api=3",
      "none",
    )
    .option("--runs <n>", "how often, each with other chance", "20")
    .option("--seed <n>", "the first seed; the runs after it have those that follow", "1")
    .option(
      "--approve-after <duration>",
      "how long after it is asked for an approval is given",
      "0s",
    )
    .option("--start <time>", "when it is started (default: now; a world's own start)")
    .option("--story", "tell the whole story of the worst run")
    .addOption(new Option("-o, --output <format>", "the figures as data").choices(["json", "yaml"]))
    .description(
      "run a rollout many times in a simulated world: how long, whether it fits, what goes wrong",
    )
    .addHelpText("after", HELP)
    .action(async (rollout: string | undefined, options: SimulateOptions, command) => {
      const { simulateRollout } = await import("../simulate/simulate-rollout.ts");
      cli.exitWith(await simulateRollout(cli, rollout, { ...options, ...allOptions(command) }));
    });
};

const HELP = `
The code that carries rollouts out runs in this process, over simulated clusters and a clock that jumps.
Nothing is changed anywhere. Clusters of provider world are those of the World in the files; any other is
simulated from its snapshot: one in the files, or else what is seen of it now.

Exits with 0 when all runs end well and fit their windows, 3 when some run needs a person or some cluster
is not done or not in its window, 1 when a promise was broken or every run failed, 130 after Ctrl-C.

Examples:
  fleetlift simulate -f examples/shop
  fleetlift simulate -f examples/shop --faults all --runs 50
  fleetlift simulate -f examples/shop --faults all --seed 7 --runs 1 --story
  fleetlift simulate kubernetes-1-36 --approve-after 30m`;
