import { afterEach, beforeEach } from "vitest";
import { systemClock } from "../../platform/clock.ts";
import { runCli } from "../run-cli.ts";
import { testTerminal } from "../test-terminal.fixture.ts";
import type { ScanFolder } from "./scan-folder.fixture.ts";

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs `fleetlift scan`: arguments that end in a slash are places in the folder, the others are left
 * as they are. There is no helm but the tests' own, whatever this machine has.
 */
export function scanIn(folder: ScanFolder): (...args: readonly string[]) => Promise<Ended> {
  const pathBefore = process.env["PATH"] ?? "";
  beforeEach(() => (process.env["PATH"] = "/bin:/usr/bin"));
  afterEach(() => (process.env["PATH"] = pathBefore));
  return async (...args) => {
    const terminal = testTerminal();
    const placed = args.map((arg) => (/^[a-z][\w./-]*\/$/.test(arg) ? folder.at(arg) : arg));
    const code = await runCli(["scan", ...placed], terminal, systemClock);
    const { out, err } = terminal.written;
    return { code, out: folder.placeless(out), err: folder.placeless(err) };
  };
}
