import { runCli } from "./cli/run-cli.ts";
import { systemClock } from "./platform/clock.ts";
import { processTerminal } from "./platform/terminal.ts";

process.exitCode = await runCli(process.argv.slice(2), processTerminal(), systemClock);
