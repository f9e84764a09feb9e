import type { Cli } from "../cli.ts";

const FIRST_AFTER_MS = 1_000;
const EVERY_MS = 250;

export interface ScanProgress {
  readonly look: (files: number) => void;
  readonly end: () => void;
}

/** One line on stderr that is written over, of a scan that takes over a second, for who sits before it. */
export function scanProgress({ terminal, clock }: Pick<Cli, "terminal" | "clock">): ScanProgress {
  const startedMs = clock.nowMs();
  let toldMs: number | undefined;
  return {
    look: (files) => {
      if (!terminal.live) return;
      const nowMs = clock.nowMs();
      if (nowMs - startedMs < FIRST_AFTER_MS) return;
      if (toldMs !== undefined && nowMs - toldMs < EVERY_MS) return;
      toldMs = nowMs;
      terminal.err(`\r${files} files read`);
    },
    end: () => {
      if (toldMs !== undefined) terminal.err("\r\u001B[K");
    },
  };
}
