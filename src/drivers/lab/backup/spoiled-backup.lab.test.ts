import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { systemClock as clock } from "../../../platform/clock.ts";
import { sendSignal } from "../../../platform/process-table.ts";
import type { BackupPort, BackupView } from "../../../ports/backup-port.ts";
import { until } from "../../../ports/until.suite.ts";
import type { ClusterFolder } from "../cluster-folder.ts";
import { readPorts } from "../loopback-ports.ts";
import { describeWithLab, openTestLab, type TestLab } from "../lab-here.suite.ts";
import { allProcesses, labProcesses, RECONCILER } from "../lab-processes.ts";
import { up } from "../up.ts";
import { backupFolder, type BackupFolder } from "./backup-folder.ts";
import { changeBackup } from "./backup-file.ts";
import { hashOfFile, saveSnapshot } from "./etcd-gateway.ts";
import { inventorySchema } from "./inventory.ts";
import { labBackups } from "./lab-backups.ts";

const NAME = "spoiled-suite";
const ASKED = { token: "t", owner: "o" };
const patience = { clock, lookEveryMs: 200, patienceMs: 120_000 };

let lab: TestLab;
let cluster: ClusterFolder;
let backups: BackupPort;
let folder: BackupFolder;

const look = async (): Promise<BackupView> => {
  const view = await backups.find(ASKED.token);
  if (view === undefined) throw new Error("the backup is gone");
  return view;
};

async function proof(): Promise<BackupView["proof"]> {
  expect((await backups.beginProof({ backup: folder.id })).kind).toBe("accepted");
  const end = await until(patience, look, (view) => view.proof.kind !== "proving");
  return end.proof;
}

const tests: Readonly<Record<string, () => Promise<void>>> = {
  "that a source object is missing from is not proved, and the object's kind is named":
    async () => {
      const text = readFileSync(folder.inventory, "utf8");
      const source = inventorySchema.parse(JSON.parse(text));
      const { "/configmaps": maps, "/secrets": secrets } = source.resources;
      if (maps === undefined || secrets === undefined) throw new Error("no config maps");
      const [name = ""] = Object.keys(maps.sample);
      const changed = { ...maps, sample: { ...maps.sample, [name]: "0000" } };
      const more = { ...secrets, count: secrets.count + 1 };
      const resources = { ...source.resources, "/configmaps": changed, "/secrets": more };
      writeFileSync(folder.inventory, JSON.stringify({ ...source, resources }));
      expect(await proof()).toEqual({
        kind: "failed",
        why: "what was restored is not what was backed up",
        differences: expect.arrayContaining([
          `/configmaps ${name}: is not as it was`,
          `/secrets: ${secrets.count} of ${more.count} objects`,
        ]),
      });
      expect(await backups.restore({ backup: folder.id, token: "no" })).toMatchObject({
        kind: "refused",
      });
      writeFileSync(folder.inventory, text);
      expect(await proof()).toMatchObject({ kind: "passed" });
    },

  "whose file was changed is not proved, whether or not its hash was changed with it": async () => {
    const spoiled = readFileSync(folder.snapshot);
    spoiled.writeUInt8(spoiled.readUInt8(9_000) ^ 255, 9_000);
    chmodSync(folder.snapshot, 0o600);
    writeFileSync(folder.snapshot, spoiled);
    await forgetProof();
    expect(await proof()).toMatchObject({
      kind: "failed",
      why: "the snapshot's file is not the one that was taken",
    });
    await forgetProof((await hashOfFile(folder.snapshot)).hash);
    const end = await proof();
    expect(end).toMatchObject({ kind: "failed", why: expect.stringContaining("expected sha256") });
    expect([existsSync(folder.proof.root), labProcesses(folder.proof)]).toEqual([false, []]);
  },

  "that broke off is no snapshot": async () => {
    const file = `${folder.snapshot}.test`;
    await expect(saveSnapshot("http://127.0.0.1:1", file)).rejects.toThrow("does not answer");
    const ports = readPorts(cluster);
    const etcd = allProcesses(cluster).find(({ part }) => part === "etcd");
    if (ports === undefined || etcd === undefined) throw new Error("no etcd");
    for (const { identity, part } of labProcesses(cluster)) {
      if (part === RECONCILER || part === "etcd") sendSignal(identity, "SIGKILL");
    }
    const asked = { token: "broken", owner: "o" };
    expect((await backups.begin(asked)).kind).toBe("accepted");
    const end = await until(
      patience,
      () => backups.find("broken"),
      (view) => view?.snapshot.kind !== "taking",
    );
    expect(end?.snapshot).toMatchObject({
      kind: "failed",
      why: expect.stringContaining("etcd does not answer"),
    });
  },
};

/** As if no proof had been made, and perhaps as if another file had been taken. */
async function forgetProof(hash?: string): Promise<void> {
  await changeBackup(cluster, folder, clock, (backup) => {
    if (backup?.taken === undefined) throw new Error("no snapshot");
    const { proof: _proof, ...rest } = backup;
    const taken = { ...backup.taken, ...(hash !== undefined && { hash }) };
    return { next: { ...rest, taken }, answer: undefined };
  });
}

// The tests build on each other: one cluster lives through all of them.
describeWithLab("a backup", () => {
  beforeAll(async () => {
    lab = await openTestLab();
    const pools = [{ name: "general", size: 0 }];
    const there = await up(lab.root, { name: NAME, kubernetes: "1.34.4", pools }, clock);
    if (there.kind === "problem") throw new Error(`${there.why}: ${there.help}`);
    cluster = there.folder;
    backups = labBackups({ lab: lab.root, cluster: NAME, clock });
    await backups.begin(ASKED);
    const { id } = await until(patience, look, (view) => view.snapshot.kind === "taken");
    folder = backupFolder(cluster, id);
  });
  afterAll(() => lab.close());
  for (const [title, test] of Object.entries(tests)) it(title, test);
});
