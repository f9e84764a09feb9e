import { expect, it } from "vitest";
import { visible } from "./visible.ts";

it.each([
  ["rolls 3 nodes of größe 🚀", "rolls 3 nodes of größe 🚀"],
  ["one\n2026-11-23 approved", String.raw`one\n2026-11-23 approved`],
  ["\u001B[2Jgone\r", String.raw`\u001b[2Jgone\u000d`],
  ["\u202Eti si siht", String.raw`\u202eti si siht`],
])("%j is shown as %s", (text, shown) => {
  expect(visible(text)).toBe(shown);
});
