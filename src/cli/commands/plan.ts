import { Option } from "commander";
import type { AddCommand } from "../cli.ts";
import { allOptions } from "../order-command.ts";
import type { PlanOptions } from "../plan-files.ts";

export const addPlan: AddCommand = (program, cli) => {
  program
    .command("plan")
    .requiredOption("-f, --filename <files...>", "YAML or JSON files, or folders; - is stdin")
    .option("--offline", "plan in this process, even where a server runs, and keep nothing")
    .option(
      "--detailed-exitcode",
      "exit with 4 when there are changes, 3 when the way is blocked, 0 when nothing is to do",
    )
    .option(
      "--pack <packs...>",
      "plan with these packs too (folders or archives), in place of installed ones of their names",
    )
    .addOption(
      new Option(
        "--all-orders",
        "count the orders in which the fewest hops could go, and list up to 100; planned in this process",
      ).conflicts(["output", "diff"]),
    )
    .option("--diff <plan>", "show what is different from another plan: a file, or its hash")
    .addOption(
      new Option(
        "-o, --output <format>",
        "how to print it: the plan as data (json, yaml), its report for people (wide lists every cluster; markdown is for a pull request) or as data (report-json)",
      ).choices(["json", "yaml", "wide", "markdown", "name", "report-json"]),
    )
    .description("look at the clusters and show what would be done, whole; nothing is started")
    .addHelpText(
      "after",
      "\nWhere a server runs, it plans and keeps the plan, ready for `fleetlift start`.\nElsewhere it is planned here, and nothing is kept.\n\nExample:\n  fleetlift plan -f examples/shop",
    )
    .action(async (options: PlanOptions, command) => {
      const { planFiles } = await import("../plan-files.ts");
      cli.exitWith(await planFiles(cli, { ...options, ...allOptions(command) }));
    });
};
