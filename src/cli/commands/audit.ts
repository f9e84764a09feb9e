import { Option, type Command } from "commander";
import type { ExportOptions, VerifyOptions } from "../audit.ts";
import type { AddCommand, Cli } from "../cli.ts";
import { allOptions } from "../order-command.ts";

export const addAudit: AddCommand = (program, cli) => {
  const audit = program
    .command("audit")
    .description("the record of who did what and why: verify it, export it");
  addVerify(audit, cli);
  addExport(audit, cli);
  audit
    .command("key")
    .description("print the public key that proves anchors; keep it elsewhere")
    .action(async (_: object, command: Command) => {
      const { showAuditKey } = await import("../audit.ts");
      showAuditKey(cli, allOptions(command));
    });
};

function addVerify(audit: Command, cli: Cli): void {
  audit
    .command("verify")
    .description("find any change, loss, cut or reordering of the record")
    .option(
      "--anchor <files...>",
      "anchors that were published outside (fleetlift up --anchor-file)",
    )
    .option("--public-key <file>", "the key that anchors must be signed by (fleetlift audit key)")
    .option("-f, --filename <file>", "verify an export in place of the data directory; - is stdin")
    .addOption(new Option("-o, --output <format>", "how to print it").choices(["json"]))
    .addHelpText(
      "after",
      "\nNeeds no server. Exit code 0 when nothing is wrong, 1 when something is. A cut end can be seen\nonly with an anchor that somebody else keeps.\n\nExample:\n  fleetlift audit verify --anchor /mnt/audit/anchors.jsonl --public-key anchor.pub",
    )
    .action(async (options: VerifyOptions, command: Command) => {
      const { verifyAudit } = await import("../audit.ts");
      await verifyAudit(cli, { ...options, ...allOptions(command) });
    });
}

function addExport(audit: Command, cli: Cli): void {
  audit
    .command("export")
    .description("write the record as JSON lines, in the order in which it was made")
    .option("--rollout <name>", "only of this rollout")
    .option("--cluster <name>", "only of this cluster")
    .option("--since <time>", 'only from then on, like "2026-11-21"')
    .addHelpText("after", "\nNeeds no server.\n\nExample:\n  fleetlift audit export > audit.jsonl")
    .action(async (options: ExportOptions, command: Command) => {
      const { exportAudit } = await import("../audit.ts");
      await exportAudit(cli, { ...options, ...allOptions(command) });
    });
}
