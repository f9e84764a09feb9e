import { clip } from "../../messages/clip.ts";
import type { Message, Severity } from "../../messages/message.ts";
import { plainText } from "../../messages/plain-text.ts";

/** Under which our metadata stand on a message. */
export const EVENT_TYPE = "fleetlift_message";

/** Longest texts that blocks take (docs.slack.dev, Block Kit). */
const HEADER_LENGTH = 150;
const TEXT_LENGTH = 3_000;
const FIELD_LENGTH = 2_000;
const FIELDS = 10;

const SIGNS = {
  info: "",
  warning: ":warning: ",
  critical: ":rotating_light: ",
} as const satisfies Record<Severity, string>;

/** What a message is in Slack: blocks, a text for notifications, and its id as metadata. */
export function slackBody(message: Message): object {
  const { id, title, text, facts, severity } = message;
  const header = clip(`${SIGNS[severity]}${title}`, HEADER_LENGTH);
  const section = (more: object): object => ({ type: "section", ...more });
  return {
    text: escaped(plainText(message), TEXT_LENGTH),
    blocks: [
      { type: "header", text: { type: "plain_text", text: header, emoji: true } },
      ...(text === "" ? [] : [section({ text: mrkdwn(text, TEXT_LENGTH) })]),
      ...(facts.length === 0
        ? []
        : [
            section({
              fields: facts
                .slice(0, FIELDS)
                .map(({ label, value }) => mrkdwn(value, FIELD_LENGTH, `*${label}*\n`)),
            }),
          ]),
    ],
    metadata: { event_type: EVENT_TYPE, event_payload: { id } },
  };
}

function mrkdwn(text: string, length: number, before = ""): object {
  return { type: "mrkdwn", text: `${before}${escaped(text, length - before.length)}` };
}

/** The signs that Slack reads as its own; a name can then mention nobody. */
const SIGNS_OF_SLACK: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** At most so many characters; none of what is written for a sign is cut in two. */
function escaped(text: string, length: number): string {
  let shown = "";
  for (const sign of text) {
    const written = SIGNS_OF_SLACK[sign] ?? sign;
    if (shown.length + written.length > length) break;
    shown += written;
  }
  return shown;
}
