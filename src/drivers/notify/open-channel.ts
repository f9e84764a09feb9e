import path from "node:path";
import type { OpenChannel } from "../../ports/channel-port.ts";
import { fileChannel } from "./file-channel.ts";
import { pagerdutyChannel } from "./pagerduty.ts";
import { slackChannel } from "./slack.ts";
import { teamsChannel } from "./teams.ts";
import { webhookChannel } from "./webhook.ts";

/** The way to people that a document describes; paths of files begin in `dataDir`. */
export function channelOpener(dataDir: string): OpenChannel {
  return async (channel) => {
    switch (channel.kind) {
      case "slack":
        return slackChannel(channel);
      case "teams":
        return teamsChannel(channel);
      case "email":
        // The mail library is loaded by who sends mail.
        return (await import("./email.ts")).emailChannel(channel);
      case "pagerduty":
        return pagerdutyChannel(channel);
      case "webhook":
        return webhookChannel(channel);
      case "file":
        return fileChannel(path.resolve(dataDir, channel.path ?? "messages.jsonl"));
    }
  };
}
