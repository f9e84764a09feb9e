import { Option } from "commander";
import type { AddCommand } from "../cli.ts";
import { allOptions } from "../order-command.ts";

interface Options {
  readonly rollout?: string;
  readonly output?: "json";
}

export const addExplain: AddCommand = (program, cli) => {
  program
    .command("explain")
    .argument("<cluster>", "name of the cluster")
    .description("say why a cluster is where it is, what it waits for, and whether that needs you")
    .option(
      "--rollout <name>",
      "in this rollout (default: the one that is at the cluster, or the latest)",
    )
    .addOption(new Option("-o, --output <format>", "the answer in parts").choices(["json"]))
    .addHelpText("after", "\nExample:\n  fleetlift explain shop-production")
    .action(async (cluster: string, { rollout, output }: Options, command) => {
      const { openApi } = await import("../api-client.ts");
      const { withQuery } = await import("../paged.ts");
      const path = `/clusters/${encodeURIComponent(cluster)}/explanation`;
      const answer = await openApi(allOptions(command)).get<{ readonly text: string }>(
        withQuery(path, { rollout }),
      );
      cli.terminal.out(
        output === "json" ? `${JSON.stringify(answer, null, 2)}\n` : `${answer.text}\n`,
      );
    });
};
