import { Option, type Command } from "commander";
import type { AddCommand } from "../cli.ts";
import type { DoctorOptions } from "../doctor/doctor.ts";
import { allOptions } from "../order-command.ts";

export const addDoctor: AddCommand = (program, cli) => {
  program
    .command("doctor")
    .description("check this machine, the data directory and the server, and say what would help")
    .addOption(new Option("-o, --output <format>", "how to print it").choices(["json"]))
    .addHelpText(
      "after",
      "\nChanges nothing. Exit code 0 when nothing is wrong, 1 when something is; warnings are no failure.",
    )
    .action(async (options: DoctorOptions, command: Command) => {
      const { doctor } = await import("../doctor/doctor.ts");
      await doctor(cli, { ...options, ...allOptions(command) });
    });
};
