import { openApi, type ApiOptions } from "./api-client.ts";
import type { Cli } from "./cli.ts";

export interface VerdictOptions {
  readonly plan: string;
  readonly comment: string;
  readonly stage?: string;
}

/** Approves or rejects what a rollout asks for, and tells what came of it. */
export async function giveVerdict(
  cli: Cli,
  rollout: string,
  kind: "approve" | "reject",
  { plan, comment, stage }: VerdictOptions,
  options: ApiOptions,
): Promise<void> {
  const { said } = await openApi(options).send<{ readonly said: string }>(
    "POST",
    `/rollouts/${encodeURIComponent(rollout)}/approvals`,
    { kind, plan, comment, ...(stage !== undefined && { stage }) },
  );
  cli.terminal.err(`${said}\n`);
}
