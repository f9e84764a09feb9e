import type { ApplyOptions } from "../apply-documents.ts";
import type { AddCommand } from "../cli.ts";
import { allOptions } from "../order-command.ts";

export const addApply: AddCommand = (program, cli) => {
  program
    .command("apply")
    .requiredOption("-f, --filename <files...>", "YAML or JSON files, or folders; - is stdin")
    .description("store fleets; plan rollouts, and start or stop them as their state says")
    .addHelpText("after", "\nExample:\n  fleetlift apply -f examples/shop")
    .action(async (options: ApplyOptions, command) => {
      const { openApi } = await import("../api-client.ts");
      const { applyFiles } = await import("../apply-documents.ts");
      const applied = await applyFiles(openApi(allOptions(command)), options, false);
      for (const { said } of applied) cli.terminal.out(said.map((line) => `${line}\n`).join(""));
    });
};
