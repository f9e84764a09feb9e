import { openApi } from "./api-client.ts";
import type { Cli } from "./cli.ts";

export interface MessagesOptions {
  readonly dataDir?: string;
  readonly tokenFile?: string;
}

/** Sends a test message by a channel and tells what came of it; refusals are thrown in the server's words. */
export async function testMessage(
  cli: Cli,
  channel: string,
  options: MessagesOptions,
): Promise<void> {
  const path = `/channels/${encodeURIComponent(channel)}/test`;
  const { said } = await openApi(options).send<{ readonly said: string }>("POST", path, {});
  cli.terminal.err(`${said}\n`);
}
