import type { Command } from "commander";
import type { AddCommand, Cli } from "../cli.ts";
import { allOptions } from "../order-command.ts";
import type { VerdictOptions } from "../give-verdict.ts";

export const addApprove: AddCommand = (program, cli) => {
  verdictCommand(program, cli, "approve", "approve what a rollout waits for").addHelpText(
    "after",
    "\nThe hash says what was looked at: a plan that has changed since is not approved. Who had the\nrollout planned or started cannot approve it.\n\nExamples:\n  fleetlift get approvals\n  fleetlift approve kubernetes-1-36 --plan 7b21e0c4 --comment 'staging looks well'",
  );
};

export const addReject: AddCommand = (program, cli) => {
  verdictCommand(
    program,
    cli,
    "reject",
    "reject what a rollout waits for: its stage fails",
  ).addHelpText(
    "after",
    "\nExample:\n  fleetlift reject kubernetes-1-36 --plan 7b21e0c4 --comment 'not in this week'",
  );
};

function verdictCommand(
  program: Command,
  cli: Cli,
  kind: "approve" | "reject",
  description: string,
): Command {
  return program
    .command(kind)
    .argument("<rollout>", "name of the rollout")
    .description(description)
    .requiredOption("--plan <hash>", "the plan that you looked at, 8 letters or more of its hash")
    .option("--comment <text>", "why, for the record", "")
    .option("--stage <name>", "only if this stage is the one that waits")
    .action(async (rollout: string, options: VerdictOptions, command: Command) => {
      const { giveVerdict } = await import("../give-verdict.ts");
      await giveVerdict(cli, rollout, kind, options, allOptions(command));
    });
}
