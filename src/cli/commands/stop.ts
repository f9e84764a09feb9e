import type { AddCommand } from "../cli.ts";
import { allOptions, orderCommand } from "../order-command.ts";

export const addStop: AddCommand = (program, cli) => {
  orderCommand(program, "stop", "start nothing new; upgrades that run will finish")
    .addHelpText("after", "\nExample:\n  fleetlift stop kubernetes-1-36 --reason 'incident 4711'")
    .action(async (rollout: string, _options, command) => {
      const { giveOrder } = await import("../order.ts");
      await giveOrder(cli, rollout, { kind: "stop" }, allOptions(command));
    });
};
