import { Option } from "commander";
import type { AddCommand } from "../cli.ts";
import type { DiscoverOptions } from "../discover/discover.ts";

export const addDiscover: AddCommand = (program, cli) => {
  program
    .command("discover")
    .description("find clusters where they are known already, and print them as a fleet")
    .option("--kubeconfig <file>", "a kubeconfig (default: found as kubectl finds it)")
    .option("--context <patterns...>", "only contexts of these names; * stands for any letters")
    .option("--cluster-api <contexts...>", "contexts of Cluster API management clusters")
    .option("--no-look", "send nothing to the clusters of the kubeconfig")
    .option("--name <fleet>", "name of the fleet (default: fleet)")
    .option("--merge <file>", "add what is new to this fleet; all that stands there is kept")
    .option("--write", "write the merged fleet to the file of --merge")
    .option("--check", "print nothing; exit with 4 when the fleet of --merge lacks or has too much")
    .addOption(
      new Option("-o, --output <format>", "how to print").choices(["json", "yaml", "wide", "name"]),
    )
    .addHelpText(
      "after",
      "\nNeeds no server. Clusters that give no answer are listed, with a comment.\nWith --cluster-api alone, the kubeconfig's own contexts are not listed; add --context '*' for both.\n\nExamples:\n  fleetlift discover --context 'prod-*' --name shop > fleet.yaml\n  fleetlift discover --cluster-api management --merge fleet.yaml --write",
    )
    .action(async (options: DiscoverOptions) => {
      const { discover } = await import("../discover/discover.ts");
      cli.exitWith(await discover(cli, options));
    });
};
