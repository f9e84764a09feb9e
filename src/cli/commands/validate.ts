import type { AddCommand } from "../cli.ts";
import { allOptions } from "../order-command.ts";

export const addValidate: AddCommand = (program, cli) => {
  program
    .command("validate")
    .argument("<files...>", "YAML or JSON files, or folders of them; - is stdin")
    .description(
      "check fleets, rollouts, workflows and worlds; everything that is wrong is told at once",
    )
    .addHelpText("after", "\nNeeds no server.\n\nExample:\n  fleetlift validate examples/shop")
    .option(
      "--pack <packs...>",
      "folders or archives of packs that workflows use, beside those that are installed",
    )
    .action(async (files: readonly string[], _options: unknown, command) => {
      const { readAllFiles } = await import("../read-files.ts");
      const { checkWorkflows } = await import("../check-workflows.ts");
      const documents = readAllFiles(files);
      const warnings = await checkWorkflows(documents, allOptions(command));
      for (const { file, document } of documents) {
        cli.terminal.out(`${file}: ${document.kind} ${document.metadata.name} is valid\n`);
      }
      for (const warning of warnings) cli.terminal.err(`${warning}\n`);
    });
};
