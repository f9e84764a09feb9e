import type { Terminal } from "../platform/terminal.ts";

/** A terminal that keeps what is written to it. */
export interface TestTerminal extends Terminal {
  readonly written: { out: string; err: string };
  interrupt(): void;
}

export function testTerminal(options: { readonly live?: boolean } = {}): TestTerminal {
  const written = { out: "", err: "" };
  const interruption = new AbortController();
  return {
    written,
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    live: options.live ?? false,
    size: () => ({ columns: 100, rows: 24 }),
    interrupted: interruption.signal,
    interrupt: () => interruption.abort(),
  };
}
