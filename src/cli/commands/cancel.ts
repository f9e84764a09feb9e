import type { AddCommand } from "../cli.ts";
import { allOptions, clusterOrderCommand, type ClusterOptions } from "../order-command.ts";

type Options = ClusterOptions & { readonly stage?: string };

export const addCancel: AddCommand = (program, cli) => {
  clusterOrderCommand(
    program,
    "cancel",
    "end a rollout, a stage or one cluster's upgrade, and put back what was marked or held",
  )
    .option("--stage <name>", "only this stage: what waits of it never starts")
    .addHelpText("after", "\nExample:\n  fleetlift cancel kubernetes-1-36 --reason 'postponed'")
    .action(async (rollout: string, named: string | undefined, options: Options, command) => {
      const { giveOrder } = await import("../order.ts");
      const { stage, cluster = named } = options;
      const order = {
        kind: "cancel",
        ...(cluster && { cluster }),
        ...(stage && { stage }),
      } as const;
      await giveOrder(cli, rollout, order, allOptions(command));
    });
};
