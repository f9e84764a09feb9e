import type { AddCommand } from "../cli.ts";
import { allOptions, clusterOrderCommand, type ClusterOptions } from "../order-command.ts";

type Options = ClusterOptions & { readonly step?: string };

export const addSkip: AddCommand = (program, cli) => {
  clusterOrderCommand(program, "skip", "leave a cluster, or one of its steps, out of a rollout")
    .option("--step <id>", "only this step of the cluster's upgrade")
    .addHelpText(
      "after",
      "\nA reason is needed: it is what the next person reads.\n\nExample:\n  fleetlift skip kubernetes-1-36 shop-2 --reason 'is retired next week'",
    )
    .action(async (rollout: string, named: string | undefined, options: Options, command) => {
      const { cluster = named, step, reason } = options;
      if (cluster === undefined) return command.error("error: skip needs the name of a cluster");
      if (reason === undefined) return command.error("error: skip needs a --reason");
      const { giveOrder } = await import("../order.ts");
      const order = { kind: "skip", cluster, ...(step && { step }) } as const;
      await giveOrder(cli, rollout, order, allOptions(command));
    });
};
