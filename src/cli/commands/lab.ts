import { InvalidArgumentError, Option, type Command } from "commander";
import type { AddCommand, Cli } from "../cli.ts";
import type { BackupsOptions } from "../lab-backups.ts";
import type { DownOptions, KubeconfigOptions, StatusOptions, UpOptions } from "../lab.ts";
import { allOptions } from "../order-command.ts";

export const addLab: AddCommand = (program, cli) => {
  const lab = program
    .command("lab")
    .description("real Kubernetes clusters on this machine, built from source, without containers");
  addInstall(lab, cli);
  addUp(lab, cli);
  addStatus(lab, cli);
  addKubeconfig(lab, cli);
  addDown(lab, cli);
  addBackups(lab, cli);
  addReconcile(lab);
  addWorkOnBackups(lab);
};

function addInstall(lab: Command, cli: Cli): void {
  lab
    .command("install")
    .argument("[version...]", "Kubernetes to build, like 1.36 or 1.36.3 (default: all there are)")
    .description("build Kubernetes and etcd; several minutes a version, once")
    .addHelpText("after", "\nExample:\n  fleetlift lab install 1.34 1.35 1.36")
    .action(async (versions: readonly string[]) => {
      const { labInstall } = await import("../lab.ts");
      await labInstall(cli, versions);
    });
}

function addUp(lab: Command, cli: Cli): void {
  lab
    .command("up")
    .argument("<name>", "name of the lab cluster")
    .description("create a cluster, or bring back what died of it")
    .option("--kubernetes <version>", "like 1.34 or 1.34.4 (default: the oldest that is installed)")
    .option(
      "--pool <name=nodes[@zones]>",
      "a node pool, like general=6 or web=3@zone-a,zone-b; may be given several times (default: general=3)",
      addPool,
    )
    .option("--container-start <duration>", "how long an imaginary container takes to start (1s)")
    .addHelpText("after", "\nExample:\n  fleetlift lab up demo --kubernetes 1.34 --pool general=6")
    .action(async (name: string, options: UpOptions, command) => {
      const { labUp } = await import("../lab.ts");
      await labUp(cli, name, { ...options, ...allOptions(command) });
    });
}

function addStatus(lab: Command, cli: Cli): void {
  lab
    .command("status")
    .argument("[name]", "only this cluster, with its processes")
    .description("what runs of the lab's clusters")
    .addOption(
      new Option("-o, --output <format>", "how to print").choices(["json", "yaml", "wide", "name"]),
    )
    .action(async (name: string | undefined, options: StatusOptions, command) => {
      const { labStatusOf } = await import("../lab.ts");
      await labStatusOf(cli, name, { ...options, ...allOptions(command) });
    });
}

function addKubeconfig(lab: Command, cli: Cli): void {
  lab
    .command("kubeconfig")
    .argument("<name>", "name of the lab cluster")
    .description("print the administrator's kubeconfig of a cluster")
    .option("--path", "print where the file is instead")
    .addHelpText(
      "after",
      '\nExample:\n  kubectl --kubeconfig "$(fleetlift lab kubeconfig demo --path)" get nodes',
    )
    .action(async (name: string, options: KubeconfigOptions, command) => {
      const { labKubeconfig } = await import("../lab.ts");
      labKubeconfig(cli, name, { ...options, ...allOptions(command) });
    });
}

function addDown(lab: Command, cli: Cli): void {
  lab
    .command("down")
    .argument("[name]", "name of the lab cluster")
    .description("end a cluster's processes and remove it")
    .option("--all", "every cluster of the lab")
    .option("--keep", "keep its data: `lab up` brings it back as it was")
    .action(async (name: string | undefined, options: DownOptions, command: Command) => {
      if ((name === undefined) === (options.all !== true)) {
        command.error("error: lab down needs the name of a cluster, or --all");
      }
      const { labDown } = await import("../lab.ts");
      await labDown(cli, name, { ...options, ...allOptions(command) });
    });
}

function addBackups(lab: Command, cli: Cli): void {
  lab
    .command("backup")
    .argument("<name>", "name of the lab cluster")
    .description("back up its etcd, and prove the backup by a restore beside the cluster")
    .action(async (name: string, _options: object, command: Command) => {
      const { labBackup } = await import("../lab-backups.ts");
      await labBackup(cli, name, allOptions(command));
    });
  lab
    .command("backups")
    .argument("<name>", "name of the lab cluster")
    .description("list its backups, with what their proofs showed")
    .addOption(
      new Option("-o, --output <format>", "how to print").choices(["json", "yaml", "wide", "name"]),
    )
    .action(async (name: string, options: BackupsOptions, command: Command) => {
      const { labListBackups } = await import("../lab-backups.ts");
      await labListBackups(cli, name, { ...options, ...allOptions(command) });
    });
  lab
    .command("restore")
    .argument("<name>", "name of the lab cluster")
    .requiredOption("--backup <backup>", "the proved backup to go back to (lab backups lists them)")
    .description("take a cluster back to a backup; what was changed since is lost")
    .action(async (name: string, options: { readonly backup: string }, command: Command) => {
      const { labRestore } = await import("../lab-backups.ts");
      await labRestore(cli, name, options.backup, allOptions(command));
    });
}

/** What `ensureReconciler` starts; nobody else has a use for it. */
function addReconcile(lab: Command): void {
  lab
    .command("reconcile", { hidden: true })
    .argument("<folder>", "of all lab clusters")
    .argument("<name>")
    .action(async (folder: string, name: string) => {
      const { labReconcile } = await import("../lab.ts");
      await labReconcile(folder, name);
    });
}

/** What `ensureWorker` starts; nobody else has a use for it. */
function addWorkOnBackups(lab: Command): void {
  lab
    .command("work-on-backups", { hidden: true })
    .argument("<folder>", "of all lab clusters")
    .argument("<name>")
    .action(async (folder: string, name: string) => {
      const { labWorkOnBackups } = await import("../lab-backups.ts");
      await labWorkOnBackups(folder, name);
    });
}

function addPool(text: string, before: UpOptions["pool"] = []): NonNullable<UpOptions["pool"]> {
  const [, name, size, zones] =
    /^([a-z0-9][-a-z0-9]*)=(\d{1,3})(?:@([-a-z0-9,]+))?$/.exec(text) ?? [];
  if (name === undefined || size === undefined) {
    throw new InvalidArgumentError("Expected NAME=NODES or NAME=NODES@ZONE,ZONE, like general=6.");
  }
  if (before.some((pool) => pool.name === name)) {
    throw new InvalidArgumentError(`Pool ${name} is given twice.`);
  }
  const pool = { name, size: Number(size) };
  return [...before, zones === undefined ? pool : { ...pool, zones: zones.split(",") }];
}
