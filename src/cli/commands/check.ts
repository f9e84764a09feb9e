import { Option } from "commander";
import type { AddCommand } from "../cli.ts";
import type { CheckOptions } from "../check-plan.ts";
import { allOptions } from "../order-command.ts";

export const addCheck: AddCommand = (program, cli) => {
  program
    .command("check")
    .argument("<plan>", "a file that fleetlift plan -o json wrote, - for stdin, or a hash")
    .option(
      "-f, --filename <files...>",
      "snapshots of its clusters, as fleetlift observe writes them",
    )
    .addOption(
      new Option("--fail-on <severity>", "findings that fail it, and all that are worse")
        .choices(["error", "warning", "info", "none"])
        .default("error"),
    )
    .addOption(
      new Option("-o, --output <format>", "how to print").choices(["json", "yaml", "wide", "name"]),
    )
    .description("hold a plan against the numbered rules that every plan must keep")
    .addHelpText("after", HELP)
    .action(async (plan: string, options: CheckOptions, command) => {
      const { checkStoredPlan } = await import("../check-plan.ts");
      cli.exitWith(await checkStoredPlan(cli, plan, { ...options, ...allOptions(command) }));
    });
};

const HELP = `
Needs no server for a plan in a file, and changes nothing. A plan with an error is never stored;
warnings and infos are said, and stop nothing. Some rules go through what was seen of the clusters:
without snapshots only what moves is gone through, and they say so. -o wide lists every rule, and
docs/plan-rules.md tells what each of them means.

Exits with 5 when a rule of the severity of --fail-on or worse is broken.

Examples:
  fleetlift plan -f examples/shop --offline -o json | fleetlift check -
  fleetlift check plan.json -f snapshots.yaml -o wide
  fleetlift check plan.json --fail-on warning`;
