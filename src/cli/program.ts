import { Command } from "commander";
import { packageVersion } from "../platform/version.ts";
import type { AddCommand, Cli } from "./cli.ts";
import { addApply } from "./commands/apply.ts";
import { addApprove, addReject } from "./commands/approve.ts";
import { addAssess } from "./commands/assess.ts";
import { addAudit } from "./commands/audit.ts";
import { addCancel } from "./commands/cancel.ts";
import { addCheck } from "./commands/check.ts";
import { addCleanup } from "./commands/cleanup.ts";
import { addCompletion } from "./commands/completion.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addDescribe } from "./commands/describe.ts";
import { addDemo } from "./commands/demo.ts";
import { addDiscover } from "./commands/discover.ts";
import { addEvents } from "./commands/events.ts";
import { addExplain } from "./commands/explain.ts";
import { addGet } from "./commands/get.ts";
import { addKnowledge } from "./commands/knowledge.ts";
import { addLab } from "./commands/lab.ts";
import { addMessages } from "./commands/messages.ts";
import { addObserve } from "./commands/observe.ts";
import { addPack } from "./commands/pack.ts";
import { addPause } from "./commands/pause.ts";
import { addPlan } from "./commands/plan.ts";
import { addResume } from "./commands/resume.ts";
import { addRetry } from "./commands/retry.ts";
import { addScan } from "./commands/scan.ts";
import { addSimulate } from "./commands/simulate.ts";
import { addSkip } from "./commands/skip.ts";
import { addStart } from "./commands/start.ts";
import { addStop } from "./commands/stop.ts";
import { addToken } from "./commands/token.ts";
import { addUp } from "./commands/up.ts";
import { addValidate } from "./commands/validate.ts";
import { addWatch } from "./commands/watch.ts";
import { addWhoami } from "./commands/whoami.ts";
import { addWorld } from "./commands/world.ts";
import { exitCodesHelp } from "./exit-codes.ts";

/** In the order in which the help shows them: as one meets them. */
const commands: readonly AddCommand[] = [
  addDemo,
  addUp,
  addDiscover,
  addValidate,
  addObserve,
  addAssess,
  addPlan,
  addSimulate,
  addCheck,
  addScan,
  addApply,
  addStart,
  addStop,
  addApprove,
  addReject,
  addPause,
  addResume,
  addRetry,
  addSkip,
  addCancel,
  addCleanup,
  addGet,
  addDescribe,
  addExplain,
  addEvents,
  addWatch,
  addAudit,
  addToken,
  addWhoami,
  addMessages,
  addKnowledge,
  addPack,
  addDoctor,
  addCompletion,
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
    .option(
      "--token-file <file>",
      "file with the token that proves who asks (default: $FLEETLIFT_TOKEN; without, the owner of the server's socket)",
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
