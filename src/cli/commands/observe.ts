import { Option } from "commander";
import type { AddCommand } from "../cli.ts";
import type { ObserveOptions } from "../observe.ts";
import { allOptions } from "../order-command.ts";

export const addObserve: AddCommand = (program, cli) => {
  program
    .command("observe")
    .argument("[cluster...]", "only these clusters")
    // One file at a time: what stands behind it is the name of a cluster.
    .option(
      "-f, --filename <file>",
      "YAML or JSON file of a fleet, or a folder; - is stdin; may be given several times",
      (file: string, before: readonly string[] | undefined) => [...(before ?? []), file],
    )
    .option("--rbac", "print the read-only rights that it needs, as a manifest for kubectl apply")
    .addOption(
      new Option(
        "-o, --output <format>",
        "how to print; yaml and json are whole Snapshot documents",
      ).choices(["json", "yaml", "wide", "name"]),
    )
    .description("look at the clusters of a fleet, read only, and show what was seen of each")
    .addHelpText(
      "after",
      `
Needs no server, and changes nothing. What a missing right hides is said so, with how to grant it.
Documents printed with -o yaml can be given to plan and assess in place of looking.

Examples:
  fleetlift observe -f fleet.yaml
  fleetlift observe -f fleet.yaml shop-paris -o yaml
  fleetlift observe -f fleet.yaml -o yaml > snapshots.yaml
  fleetlift plan -f fleet.yaml -f rollout.yaml -f snapshots.yaml --offline`,
    )
    .action(async (clusters: readonly string[], options: ObserveOptions, command) => {
      const { observe } = await import("../observe.ts");
      cli.exitWith(await observe(cli, clusters, { ...options, ...allOptions(command) }));
    });
};
