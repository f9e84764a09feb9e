import { visible } from "../report/visible.ts";
import type { Terminal } from "../platform/terminal.ts";

const ESC = "\u001b[";

/**
 * Draws frames over each other in the last lines of the normal screen: what was above stays, and
 * the last frame stays too. Frames must be lower than the window, as `watchFrame` makes them.
 */
export function liveFrame(terminal: Terminal): { draw(lines: readonly string[]): void } {
  let drawn: readonly string[] = [];
  return {
    draw: (given) => {
      const lines = given.map(visible);
      if (lines.join("\n") === drawn.join("\n")) return;
      // Up to the first line of the last frame, erase from there to the end of the screen, draw anew.
      const up = drawn.length === 0 ? "" : `${ESC}${drawn.length}A\r${ESC}0J`;
      terminal.out(`${up}${lines.map((line) => `${line}\n`).join("")}`);
      drawn = lines;
    },
  };
}
