import { readFileSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { packageRoot } from "../platform/package-root.ts";
import type { AddCommand, Cli } from "./cli.ts";
import { addApply } from "./commands/apply.ts";
import { addCancel } from "./commands/cancel.ts";
import { addDescribe } from "./commands/describe.ts";
import { addEvents } from "./commands/events.ts";
import { addExplain } from "./commands/explain.ts";
import { addGet } from "./commands/get.ts";
import { addLab } from "./commands/lab.ts";
import { addPause } from "./commands/pause.ts";
import { addPlan } from "./commands/plan.ts";
import { addResume } from "./commands/resume.ts";
import { addRetry } from "./commands/retry.ts";
import { addSkip } from "./commands/skip.ts";
import { addStart } from "./commands/start.ts";
import { addStop } from "./commands/stop.ts";
import { addValidate } from "./commands/validate.ts";
import { addWatch } from "./commands/watch.ts";
import { addWorld } from "./commands/world.ts";
import { exitCodesHelp } from "./exit-codes.ts";

/** In the order in which the help shows them: as one meets them. */
const commands: readonly AddCommand[] = [
  addValidate,
  addPlan,
  addApply,
  addStart,
  addStop,
  addPause,
  addResume,
  addRetry,
  addSkip,
  addCancel,
  addGet,
  addDescribe,
  addExplain,
  addEvents,
  addWatch,
  addLab,
  addWorld,
];

/** The whole command line: names, options and help. */
export function makeProgram(cli: Cli): Command {
  const program = new Command("fleetlift")
    .description("Upgrades fleets of Kubernetes clusters.")
    .version(packageVersion(), "-V, --version", "print the version")
    .option(
      "--data-dir <dir>",
      "where the server keeps its state (default: $FLEETLIFT_DATA_DIR, or the XDG state folder)",
    )
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show help of a command")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => cli.terminal.out(text),
      writeErr: (text) => cli.terminal.err(text),
      getOutHelpWidth: () => cli.terminal.size().columns,
      getErrHelpWidth: () => cli.terminal.size().columns,
    })
    .addHelpText("after", `\n${exitCodesHelp}\n\nStart here:  fleetlift demo`)
    .exitOverride();
  for (const add of commands) add(program, cli);
  return program;
}

function packageVersion(): string {
  const file = readFileSync(path.join(packageRoot, "package.json"), "utf8");
  // Our own file, shipped with the code that reads it.
  return (JSON.parse(file) as { readonly version: string }).version;
}
