import { Argument, Option } from "commander";
import type { AddCommand } from "../cli.ts";
import type { GetOptions } from "../get-objects.ts";
import { allOptions } from "../order-command.ts";

/** An empty list says so, and of what it was asked: a name that was misspelt shows. */
function noneWords(kind: string, { fleet, rollout }: GetOptions): string {
  const of = [
    ...(fleet === undefined ? [] : [` of fleet ${fleet}`]),
    ...(rollout === undefined ? [] : [` of rollout ${rollout}`]),
  ];
  return `there are no ${kind}${of.join("")}\n`;
}

export const addGet: AddCommand = (program, cli) => {
  program
    .command("get")
    .addArgument(
      new Argument("<kind>", "what to list").choices([
        "fleets",
        "clusters",
        "rollouts",
        "upgrades",
        "approvals",
        "drift",
        "channels",
        "plans",
        "evidence",
      ]),
    )
    .argument("[name]", "only this one")
    .description(
      "list fleets, clusters, rollouts, upgrades, approvals, drift, channels, plans or evidence",
    )
    .option("--fleet <name>", "of clusters and drift: only of this fleet")
    .option("--rollout <name>", "of upgrades, approvals and plans: only of this rollout")
    .addOption(
      new Option("-o, --output <format>", "how to print").choices(["json", "yaml", "wide", "name"]),
    )
    .addHelpText(
      "after",
      "\nExamples:\n  fleetlift get clusters -o wide\n  fleetlift get rollouts kubernetes-1-36 -o yaml",
    )
    .action(async (kind: string, name: string | undefined, options: GetOptions, command) => {
      const { openApi } = await import("../api-client.ts");
      const { getObjects } = await import("../get-objects.ts");
      const text = await getObjects(openApi(allOptions(command)), kind, name, options);
      cli.terminal.out(text);
      if (text === "") cli.terminal.err(noneWords(kind, options));
    });
};
