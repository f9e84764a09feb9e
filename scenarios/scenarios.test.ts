import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { play } from "./play.ts";

const folder = import.meta.dirname;
const scripts = [
  ...readdirSync(folder).filter((name) => name.endsWith(".txt")),
  "../examples/orchestrated/story.txt",
];

it.each(scripts)("%s is told as it was written down", async (name) => {
  const file = path.join(folder, name);
  const text = readFileSync(file, "utf8");
  const played = await play(text);
  if (process.env["UPDATE"] === "1") writeFileSync(file, played);
  else expect(played).toBe(text);
});
