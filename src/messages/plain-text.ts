import type { Message } from "./message.ts";

/** A message as lines of plain text, without its title. */
export function bodyText({ text, facts }: Message): string {
  const list = facts.map(({ label, value }) => `${label}: ${value}`).join("\n");
  return [text, list].filter((part) => part !== "").join("\n\n");
}

/** The whole of it. */
export function plainText(message: Message): string {
  const body = bodyText(message);
  return body === "" ? message.title : `${message.title}\n\n${body}`;
}
