import { plainText } from "../../messages/plain-text.ts";
import type { ChannelPort } from "../../ports/channel-port.ts";
import { logNotify } from "./log.ts";

/** Lines of JSON in a file: each message once, also after a crash; what stands there never changes. */
export function fileChannel(file: string): ChannelPort {
  const log = logNotify({ file });
  return {
    send: async ({ message, how }) => {
      const { id, to = "" } = message;
      const line = { ...message, key: id, to, text: plainText(message) };
      // A status in place of an older one is of no use in a file.
      if (how !== "update") await log.notify(line);
      return { key: id };
    },
  };
}
