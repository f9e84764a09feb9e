import type { AddCommand } from "../cli.ts";
import { allOptions, clusterOrderCommand, type ClusterOptions } from "../order-command.ts";

type Options = ClusterOptions & { readonly stage?: string };

export const addResume: AddCommand = (program, cli) => {
  clusterOrderCommand(program, "resume", "let what was paused go on")
    .option("--stage <name>", "only this stage")
    .addHelpText("after", "\nExample:\n  fleetlift resume kubernetes-1-36 shop-production")
    .action(async (rollout: string, named: string | undefined, options: Options, command) => {
      const { giveOrder } = await import("../order.ts");
      const { stage, cluster = named } = options;
      const order = {
        kind: "resume",
        ...(cluster && { cluster }),
        ...(stage && { stage }),
      } as const;
      await giveOrder(cli, rollout, order, allOptions(command));
    });
};
