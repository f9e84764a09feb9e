import type { AddCommand } from "../cli.ts";
import type { Order } from "../order.ts";
import { allOptions, clusterOrderCommand, type ClusterOptions } from "../order-command.ts";

type Options = ClusterOptions & {
  readonly step?: string;
  readonly stage?: string;
  readonly task?: string;
};

const HELP = `
A reason is needed: it is what the next person reads. A task of a stage is named by its side and its
place in it, as explain shows it: before-0 is the first of beforeStageTasks. Only an admin leaves out
an approval.

Examples:
  fleetlift skip kubernetes-1-36 shop-2 --reason 'is retired next week'
  fleetlift skip kubernetes-1-36 --stage staging --task after-0 --reason 'watched long enough'`;

export const addSkip: AddCommand = (program, cli) => {
  clusterOrderCommand(
    program,
    "skip",
    "leave a cluster, one of its steps, or a task of a stage out of a rollout",
  )
    .option("--step <id>", "only this step of the cluster's upgrade")
    .option("--stage <name>", "with --task: the stage that it is of")
    .option("--task <place>", "this task of the stage, like after-0, and no cluster")
    .addHelpText("after", HELP)
    .action(async (rollout: string, named: string | undefined, options: Options, command) => {
      const { cluster = named, step, stage, task, reason } = options;
      const order = orderOf({ cluster, step, stage, task });
      if (order === undefined)
        return command.error("error: skip needs the name of a cluster, or --stage and --task");
      if (reason === undefined) return command.error("error: skip needs a --reason");
      const { giveOrder } = await import("../order.ts");
      await giveOrder(cli, rollout, order, allOptions(command));
    });
};

/** What the line names, of one thing only; undefined otherwise. */
function orderOf({
  cluster,
  step,
  stage,
  task,
}: Record<"cluster" | "step" | "stage" | "task", string | undefined>): Order | undefined {
  if (cluster !== undefined && task === undefined && stage === undefined)
    return { kind: "skip", cluster, ...(step !== undefined && { step }) };
  const isTask = cluster === undefined && step === undefined;
  return isTask && stage !== undefined && task !== undefined
    ? { kind: "skip", stage, task }
    : undefined;
}
