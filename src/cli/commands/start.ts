import type { AddCommand } from "../cli.ts";
import { allOptions, orderCommand } from "../order-command.ts";

export const addStart: AddCommand = (program, cli) => {
  orderCommand(program, "start", "start a planned rollout, or go on with a stopped one")
    .addHelpText("after", "\nExample:\n  fleetlift start kubernetes-1-36")
    .action(async (rollout: string, _options, command) => {
      const { giveOrder } = await import("../order.ts");
      await giveOrder(cli, rollout, { kind: "run" }, allOptions(command));
      cli.terminal.err(`Next: fleetlift watch ${rollout}\n`);
    });
};
