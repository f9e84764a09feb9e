import { randomUUID } from "node:crypto";
import { labBackups } from "../drivers/lab/backup/lab-backups.ts";
import { workOnBackups } from "../drivers/lab/backup/work-on-backups.ts";
import { clusterFolder, clusterNames, labRoot } from "../drivers/lab/cluster-folder.ts";
import { systemClock as clock } from "../platform/clock.ts";
import type { BackupPort, BackupView, RestoreView } from "../ports/backup-port.ts";
import { PortError } from "../ports/port-error.ts";
import type { StartAnswer } from "../ports/provider-port.ts";
import { dataDirOf } from "./api-client.ts";
import type { Cli } from "./cli.ts";
import { labBackupLook } from "./lab-backup-look.ts";
import { renderObjects, type Format } from "./render/output.ts";
import { UserError } from "./user-error.ts";

interface DataDirOptions {
  readonly dataDir?: string;
}

export interface BackupsOptions extends DataDirOptions {
  readonly output?: Exclude<Format, "table">;
}

const LOOK_EVERY_MS = 500;
const PERSON = "by hand";

/** Takes a backup and proves it, and waits for both: a backup that nobody restored is none. */
export async function labBackup(cli: Cli, name: string, options: DataDirOptions): Promise<void> {
  const backups = open(name, options);
  const token = `${PERSON}/${randomUUID()}`;
  await inWords(async () => {
    accepted(await backups.begin({ token, owner: PERSON }));
    const say = teller(cli);
    for (;;) {
      const view = await backups.find(token);
      if (view === undefined) throw new UserError("the backup was taken away meanwhile", "");
      const { snapshot, proof, id } = view;
      if (snapshot.kind === "failed") throw new UserError(`no backup: ${snapshot.why}`, "");
      if (proof.kind === "failed") throw notProved(id, proof);
      if (proof.kind === "passed") return cli.terminal.out(`${id}\n`);
      if (snapshot.kind === "taking") say(`snapshot: ${snapshot.step}`);
      else if (proof.kind === "proving") say(`proof: ${proof.step}`);
      else accepted(await backups.beginProof({ backup: id }));
      await clock.sleep(LOOK_EVERY_MS);
    }
  });
}

export async function labListBackups(
  cli: Cli,
  name: string,
  options: BackupsOptions,
): Promise<void> {
  const format: Format = options.output ?? "table";
  const all = await inWords(() => open(name, options).list());
  if (all.length === 0) {
    cli.terminal.err(`lab cluster ${name} has no backups: fleetlift lab backup ${name}\n`);
    if (format === "table") return;
  }
  cli.terminal.out(await renderObjects(labBackupLook, all, format, false));
}

/** Takes a cluster back to a proved backup, and waits until it stands. */
export async function labRestore(
  cli: Cli,
  name: string,
  id: string,
  options: DataDirOptions,
): Promise<void> {
  const backups = open(name, options);
  const token = `${PERSON}/${randomUUID()}`;
  await inWords(async () => {
    accepted(await backups.restore({ backup: id, token }));
    const say = teller(cli);
    for (;;) {
      const view: RestoreView | undefined = await backups.findRestore(token);
      if (view === undefined) throw new UserError("the restore was taken away meanwhile", "");
      if (view.kind === "failed") throw new UserError(`${name} did not go back: ${view.why}`, "");
      if (view.kind === "restored") break;
      say(view.step);
      await clock.sleep(LOOK_EVERY_MS);
    }
    cli.terminal.err(`lab cluster ${name} is back at ${id}; what was changed since is lost\n`);
  });
}

/** What `ensureWorker` starts. */
export async function labWorkOnBackups(lab: string, name: string): Promise<void> {
  await workOnBackups(clusterFolder(lab, name), clock);
}

function open(cluster: string, options: DataDirOptions): BackupPort {
  const lab = labRoot(dataDirOf(options));
  if (!clusterNames(lab).includes(cluster)) {
    throw new UserError(`there is no lab cluster ${cluster}`, `fleetlift lab up ${cluster}`);
  }
  return labBackups({ lab, cluster, clock });
}

function accepted(answer: StartAnswer): void {
  if (answer.kind === "refused") throw new UserError(answer.why, "");
  if (answer.kind === "busy") throw new UserError(`busy with ${answer.with}`, "try again later");
}

function notProved(
  id: string,
  { why, differences }: Extract<BackupView["proof"], { kind: "failed" }>,
): UserError {
  const shown = differences.length === 0 ? "" : `: ${differences.join("; ")}`;
  return new UserError(`backup ${id} did not pass its proof: ${why}${shown}`, "");
}

/** Tells each step once. */
function teller(cli: Cli): (step: string) => void {
  let told = "";
  return (step) => {
    if (step !== told) cli.terminal.err(`${step}\n`);
    told = step;
  };
}

async function inWords<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PortError) throw new UserError(error.message, "");
    throw error;
  }
}
