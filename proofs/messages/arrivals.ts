/** What arrived at each receiver, by the key under which it shows it. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Receivers } from "./receivers.ts";

export interface Arrived {
  /** Every handing over, repeats included: the key of each. */
  readonly keys: readonly string[];
  /** What people see: the key of each entry. */
  readonly shown: readonly string[];
  /** Of a channel that gathers: the events that its messages tell of. */
  readonly events?: readonly string[];
}

export function arrivals(receivers: Receivers, dataDir: string): ReadonlyMap<string, Arrived> {
  const { chat, pager, hook, gathered, statusPage, mail, board } = receivers;
  const mails = mail.mails.map(({ id }) => id.replace(/^<|\.fleetlift@.*$/g, ""));
  const cards = board.asked.map(({ body }) => String(JSON.parse(body).attachments[0].content.id));
  const lines = readFileSync(path.join(dataDir, "messages.jsonl"), "utf8").trimEnd().split("\n");
  const book = lines.map((line) => String(JSON.parse(line).key));
  const calls = ({ calls: all }: typeof hook): readonly string[] => all.map(({ id }) => id);
  const once = (keys: readonly string[]): readonly string[] => [...new Set(keys)];
  const triggers = pager.asked.map(({ body }) => String(JSON.parse(body).dedup_key));
  const roots = new Set(chat.posts.map(({ thread }) => thread));
  const room = chat.posts.filter(({ ts }) => !roots.has(ts)).map(({ id }) => id ?? "");
  const threads = Array.from({ length: roots.size - 1 }, () => "the thread of the rollout");
  return new Map<string, Arrived>([
    // Slack has no key: what stands there is what was posted.
    ["chat", { keys: room, shown: [...room, ...threads] }],
    ["pager", { keys: once(triggers), shown: [...pager.incidents.keys()] }],
    ["hook", { keys: calls(hook), shown: once(calls(hook)) }],
    [
      "gathered",
      {
        keys: calls(gathered),
        shown: once(calls(gathered)),
        events: gathered.calls.flatMap(({ body }) => body.data.events),
      },
    ],
    ["status-page", { keys: calls(statusPage), shown: once(calls(statusPage)) }],
    ["mail", { keys: mails, shown: once(mails) }],
    ["board", { keys: cards, shown: cards }],
    ["book", { keys: book, shown: book }],
  ]);
}
