import type { Command } from "commander";
import type { OrderOptions } from "./order.ts";

/** What the line names: as a second word, or with `--cluster`. */
export interface ClusterOptions extends OrderOptions {
  readonly cluster?: string;
}

/** A command that gives an order to one rollout: with the options that all of them share. */
export function orderCommand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .argument("<rollout>", "name of the rollout")
    .description(description)
    .option("--reason <text>", "why, for the record");
}

/** The same, for orders that can be about one cluster alone. */
export function clusterOrderCommand(program: Command, name: string, description: string): Command {
  return orderCommand(program, name, description)
    .argument("[cluster]", "only this cluster")
    .option("--cluster <name>", "the same, as an option");
}

/** The options of a command with those of the program: `--data-dir` among them. */
export function allOptions(command: Command): OrderOptions {
  return command.optsWithGlobals<OrderOptions>();
}
