import { expect, it } from "vitest";
import { clip } from "./clip.ts";

it.each([
  ["short", 10, "short"],
  ["longer than that", 10, "longer ..."],
  ["upgrade🚀🚀🚀", 11, "upgrade..."],
])("%s in %i characters", (text, length, clipped) => {
  expect(clip(text, length)).toBe(clipped);
  expect(clip(text, length).isWellFormed()).toBe(true);
});
