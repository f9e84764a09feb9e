import { expect, it } from "vitest";
import { liveFrame } from "./live-frame.ts";
import { testTerminal } from "./test-terminal.fixture.ts";

const ESC = "\u001b[";

it("draws each frame over the last one, never erases what was above, and keeps the last", () => {
  const terminal = testTerminal({ live: true });
  terminal.out("above\n");
  const frame = liveFrame(terminal);
  frame.draw(["one", "two"]);
  frame.draw(["one", "two"]);
  frame.draw(["three"]);
  expect(terminal.written.out).toBe(`above\none\ntwo\n${ESC}2A\r${ESC}0Jthree\n`);
});
