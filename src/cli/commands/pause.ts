import type { AddCommand } from "../cli.ts";
import { allOptions, clusterOrderCommand, type ClusterOptions } from "../order-command.ts";

type Options = ClusterOptions & { readonly stage?: string };

export const addPause: AddCommand = (program, cli) => {
  clusterOrderCommand(
    program,
    "pause",
    "hold a rollout, a stage or a cluster at the next step boundary",
  )
    .option("--stage <name>", "only this stage")
    .addHelpText("after", "\nExample:\n  fleetlift pause kubernetes-1-36 shop-production")
    .action(async (rollout: string, named: string | undefined, options: Options, command) => {
      const { giveOrder } = await import("../order.ts");
      const { stage, cluster = named } = options;
      const order = {
        kind: "pause",
        ...(cluster && { cluster }),
        ...(stage && { stage }),
      } as const;
      await giveOrder(cli, rollout, order, allOptions(command));
    });
};
