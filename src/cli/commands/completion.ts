import { Argument } from "commander";
import type { AddCommand } from "../cli.ts";
import { allOptions } from "../order-command.ts";

export const addCompletion: AddCommand = (program, cli) => {
  program
    .command("completion")
    .addArgument(
      new Argument("<shell>", "the shell that completes").choices(["bash", "zsh", "fish"]),
    )
    .description("print what makes a shell complete commands, options and names")
    .addHelpText(
      "after",
      "\nExamples:\n  source <(fleetlift completion bash)\n  fleetlift completion zsh > ~/.zfunc/_fleetlift\n  fleetlift completion fish > ~/.config/fish/completions/fleetlift.fish",
    )
    .action(async (shell: string) => {
      const { completionScript } = await import("../completion-script.ts");
      cli.terminal.out(completionScript(shell));
    });
  program
    .command("__complete", { hidden: true })
    .argument("[words...]", "the line after the program's name; the last is being written")
    .allowUnknownOption()
    .helpOption(false)
    .action(async (words: readonly string[], _: object, command) => {
      const { complete } = await import("../complete.ts");
      const found = await complete(program, words, allOptions(command));
      cli.terminal.out(found.map((word) => `${word}\n`).join(""));
    });
};
