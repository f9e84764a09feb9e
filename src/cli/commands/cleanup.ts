import { Option } from "commander";
import type { CleanupOptions } from "../cleanup/cleanup.ts";
import type { AddCommand } from "../cli.ts";
import { allOptions } from "../order-command.ts";

export const addCleanup: AddCommand = (program, cli) => {
  program
    .command("cleanup")
    .argument("[cluster...]", "only these clusters")
    .option(
      "-f, --filename <file>",
      "YAML or JSON file of a fleet, or a folder; - is stdin; may be given several times",
      (file: string, before: readonly string[] | undefined) => [...(before ?? []), file],
    )
    .option("--yes", "take off what is shown; without it nothing is changed")
    .option("--unknown", "also what upgrades left that this server does not know")
    .option("--offline", "ask no server: there is none any more, and no upgrade goes on")
    .addOption(
      new Option("-o, --output <format>", "how to print").choices(["json", "yaml", "wide", "name"]),
    )
    .description("find cordons, taints and quarantine labels that upgrades left on nodes")
    .addHelpText(
      "after",
      `
Looks into the clusters of the fleet themselves. Cordons of others are never shown and never touched,
and neither is what an upgrade owns that goes on. Exits with 4 when there is something to take off.

Examples:
  fleetlift cleanup -f fleet.yaml
  fleetlift cleanup -f fleet.yaml shop-paris --yes
  fleetlift cleanup -f fleet.yaml --offline -o json`,
    )
    .action(async (clusters: readonly string[], options: CleanupOptions, command) => {
      const { cleanup } = await import("../cleanup/cleanup.ts");
      cli.exitWith(await cleanup(cli, clusters, { ...options, ...allOptions(command) }));
    });
};
