import type { AddCommand } from "../cli.ts";
import { allOptions, orderCommand } from "../order-command.ts";
import type { OrderOptions } from "../order.ts";

type Options = OrderOptions & { readonly cluster?: readonly string[] };

export const addRetry: AddCommand = (program, cli) => {
  orderCommand(program, "retry", "try the failed clusters of a rollout again, under the same plan")
    .argument("[clusters...]", "only these clusters (default: all that failed)")
    .option("--cluster <names...>", "the same, as an option")
    .addHelpText(
      "after",
      "\nExample:\n  fleetlift retry kubernetes-1-36 shop-2 --reason 'DNS mended'",
    )
    .action(async (rollout: string, named: readonly string[], options: Options, command) => {
      const { giveOrder } = await import("../order.ts");
      const clusters = [...named, ...(options.cluster ?? [])];
      const order = { kind: "retry", ...(clusters.length > 0 && { clusters }) } as const;
      await giveOrder(cli, rollout, order, allOptions(command));
    });
};
