import type { AddCommand } from "../cli.ts";
import { allOptions, clusterOrderCommand, type ClusterOptions } from "../order-command.ts";

export const addCancel: AddCommand = (program, cli) => {
  clusterOrderCommand(
    program,
    "cancel",
    "end a rollout, or one cluster's upgrade, and put back what was marked or held",
  )
    .addHelpText("after", "\nExample:\n  fleetlift cancel kubernetes-1-36 --reason 'postponed'")
    .action(
      async (rollout: string, named: string | undefined, options: ClusterOptions, command) => {
        const { giveOrder } = await import("../order.ts");
        const { cluster = named } = options;
        const order = { kind: "cancel", ...(cluster && { cluster }) } as const;
        await giveOrder(cli, rollout, order, allOptions(command));
      },
    );
};
