import { openApi } from "./api-client.ts";
import type { Cli } from "./cli.ts";

/** The options that every order has. */
export interface OrderOptions {
  readonly dataDir?: string;
  readonly tokenFile?: string;
  readonly reason?: string;
}

export type Order =
  | { readonly kind: "run" | "stop" }
  | {
      readonly kind: "pause" | "resume" | "cancel";
      readonly cluster?: string;
      readonly stage?: string;
    }
  | { readonly kind: "retry"; readonly clusters?: readonly string[] }
  | { readonly kind: "skip"; readonly cluster: string; readonly step?: string }
  | { readonly kind: "skip"; readonly stage: string; readonly task: string };

/** Gives an order to a rollout and tells what came of it. */
export async function giveOrder(
  cli: Cli,
  rollout: string,
  order: Order,
  options: OrderOptions,
): Promise<void> {
  const { said } = await openApi(options).send<{ readonly said: string }>(
    "POST",
    `/rollouts/${encodeURIComponent(rollout)}/orders`,
    { ...order, reason: options.reason ?? "" },
  );
  cli.terminal.err(`${said}\n`);
}
