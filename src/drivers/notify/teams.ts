import { clip } from "../../messages/clip.ts";
import type { Fact, Message, Severity } from "../../messages/message.ts";
import type { ChannelOf } from "../../model/messaging.ts";
import type { ChannelPort } from "../../ports/channel-port.ts";
import { httpCall } from "./http-call.ts";
import { readSecret } from "./secrets.ts";

/** Teams takes about 28 KB; words are cut well before. */
const VALUE_LENGTH = 2_000;

const COLOURS = {
  info: "default",
  warning: "warning",
  critical: "attention",
} as const satisfies Record<Severity, string>;

/**
 * Microsoft Teams by a workflow that posts when it is called (the older connectors were retired). Its
 * address is a secret. It takes no key and changes nothing afterwards: the same again stands there twice.
 */
export function teamsChannel(channel: ChannelOf<"teams">): ChannelPort {
  return {
    send: async ({ message, handed }) => {
      const url = readSecret(channel.url);
      await httpCall({
        url,
        handed,
        secrets: [url],
        who: `the Teams workflow of channel ${channel.name}`,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          type: "message",
          attachments: [
            {
              contentType: "application/vnd.microsoft.card.adaptive",
              contentUrl: null,
              content: cardOf(message),
            },
          ],
        }),
      });
      return { id: message.id };
    },
  };
}

/** An Adaptive Card of version 1.4, which Teams shows everywhere. */
function cardOf({ id, title, text, facts, severity }: Message): object {
  const block = (words: string, more: object): object => ({
    type: "TextBlock",
    text: escaped(clip(words, VALUE_LENGTH)),
    wrap: true,
    ...more,
  });
  return {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    id,
    msteams: { width: "Full" },
    body: [
      block(title, { size: "Medium", weight: "Bolder", color: COLOURS[severity] }),
      ...(text === "" ? [] : [block(text, {})]),
      ...(facts.length === 0 ? [] : [{ type: "FactSet", facts: facts.map(factOf) }]),
    ],
  };
}

function factOf({ label, value }: Fact): object {
  return { title: label, value: escaped(clip(value, VALUE_LENGTH)) };
}

/** Cards read a part of Markdown: names with stars, underscores or brackets are to stay what they are. */
function escaped(text: string): string {
  return text.replaceAll(/[\\*_[\]]/g, String.raw`\$&`);
}
