import { Option, type Command } from "commander";
import type { AddCommand, Cli } from "../cli.ts";
import { allOptions } from "../order-command.ts";
import { speedOption } from "../speed-option.ts";
import type { ServeOptions, StatusOptions, WorldOptions } from "../world.ts";

export const addWorld: AddCommand = (program, cli) => {
  const world = program
    .command("world")
    .description("a simulated fleet to try things on, as a process of its own");
  addServe(world, cli);
  addStatus(world, cli);
  addBreak(world, cli);
  addRepair(world, cli);
};

function addServe(world: Command, cli: Cli): void {
  withDir(world.command("serve"))
    .description("run a world until Ctrl-C, or go on with the one that is in the folder")
    .requiredOption("-f, --file <file>", "the world, as YAML")
    .option("--speed <n>", "how many times as fast as real time", speedOption, 1)
    .option("--fresh", "begin anew, whatever is in the folder")
    .addHelpText(
      "after",
      "\nExample:\n  fleetlift world serve -f examples/shop/world.yaml --speed 300",
    )
    .action(async (options: ServeOptions, command: Command) => {
      const { worldServe } = await import("../world.ts");
      await worldServe(cli, { ...options, ...allOptions(command) });
    });
}

function addStatus(world: Command, cli: Cli): void {
  withDir(world.command("status"))
    .argument("[cluster]", "only this cluster")
    .description("every cluster of the world as it really is, and what is broken")
    .addOption(
      new Option("-o, --output <format>", "how to print").choices(["json", "yaml", "wide", "name"]),
    )
    .action(async (cluster: string | undefined, options: StatusOptions, command: Command) => {
      const { worldStatusOf } = await import("../world.ts");
      await worldStatusOf(cli, cluster, { ...options, ...allOptions(command) });
    });
}

function addBreak(world: Command, cli: Cli): void {
  withDir(world.command("break"))
    .argument("<cluster>", "name of the cluster")
    .argument("<name>", "a name for what is broken, to repair it by")
    .argument("<kind>", "what goes wrong, like WorkloadUnavailable")
    .argument("[field=value...]", "what belongs to it")
    .description("let something go wrong in a cluster")
    .addHelpText(
      "after",
      "\nExample:\n  fleetlift world break shop-paris dns WorkloadUnavailable workload=kube-system/coredns",
    )
    .action(
      async (cluster: string, name: string, kind: string, fields: string[], options, command) => {
        const { worldBreak } = await import("../world.ts");
        const all: WorldOptions = { ...options, ...allOptions(command) };
        await worldBreak(cli, cluster, { name, kind, fields }, all);
      },
    );
}

function addRepair(world: Command, cli: Cli): void {
  withDir(world.command("repair"))
    .argument("<cluster>", "name of the cluster")
    .argument("<name>", "name of what is broken")
    .description("put right what was broken")
    .action(async (cluster: string, name: string, options: WorldOptions, command: Command) => {
      const { worldRepair } = await import("../world.ts");
      await worldRepair(cli, cluster, name, { ...options, ...allOptions(command) });
    });
}

function withDir(command: Command): Command {
  return command.option("--dir <dir>", "the world's folder (default: world in the data directory)");
}
