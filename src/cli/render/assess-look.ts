import { isoTime } from "../../report/time-words.ts";
import type { Finding } from "../../model/finding.ts";
import type { Look } from "./output.ts";

/** How findings are shown in columns. */
export const findingLook: Look<Finding> = {
  kind: "findings",
  name: ({ cluster, id }) => `${cluster}/${id}`,
  columns: [
    { title: "level", value: ({ level }) => level },
    { title: "cluster", value: ({ cluster }) => cluster },
    { title: "check", value: ({ check }) => check },
    { title: "object", value: ({ object }) => object },
    { title: "hop", value: ({ hop }) => hop ?? "" },
    { title: "owner", value: ({ owner }) => owner ?? "" },
    { title: "accepted", value: ({ accepted }) => accepted?.by ?? "" },
    { title: "why", value: ({ why }) => why, wide: true },
    { title: "help", value: ({ help }) => help, wide: true },
    {
      title: "evidence",
      value: ({ evidence }) =>
        evidence.map(({ words, atMs }) => `${words} (${isoTime(atMs)})`).join("; "),
      wide: true,
    },
  ],
};
