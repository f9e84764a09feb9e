import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { systemClock } from "../../platform/clock.ts";
import { clusterFolder, type ClusterFolder } from "./cluster-folder.ts";
import { endProcesses, labProcesses, startPart } from "./lab-processes.ts";
import { logFile, type Part } from "./parts.ts";
import { identityOf, isAlive, ownIdentity, sendSignal } from "../../platform/process-table.ts";

const lab = mkdtempSync(path.join(tmpdir(), "fleetlift-processes-"));
afterAll(() => rmSync(lab, { recursive: true, force: true }));

let clusters = 0;
function newCluster(): ClusterFolder {
  const folder = clusterFolder(lab, `c${(clusters += 1)}`);
  mkdirSync(folder.root, { recursive: true });
  return folder;
}

const shell = (name: string, script: string): Part => ({
  name,
  program: "etcd",
  called: "etcd",
  release: "3.6.16",
  args: ["-c", script],
  fingerprint: `print-of-${name}`,
});

async function until(what: () => boolean): Promise<void> {
  for (const end = systemClock.nowMs() + 10_000; systemClock.nowMs() < end;) {
    if (what()) return;
    await systemClock.sleep(10);
  }
  throw new Error("waited 10 s in vain");
}

// Its processes are found through /proc.
const onLinux = it.skipIf(process.platform !== "linux");

onLinux("are found by their mark, each cluster its own", async () => {
  const [one, other] = [newCluster(), newCluster()];
  startPart(one, shell("etcd", "echo hello; exec sleep 600"), "/bin/sh");
  startPart(other, shell("node/a-1", "exec sleep 600"), "/bin/sh");
  await until(() => labProcesses(one).length === 1 && labProcesses(other).length === 1);
  expect(labProcesses(one)).toMatchObject([
    { part: "etcd", release: "3.6.16", fingerprint: "print-of-etcd" },
  ]);
  await until(() => readFileSync(logFile(one, "etcd"), "utf8") === "hello\n");
  for (const folder of [one, other]) {
    const identities = labProcesses(folder).map(({ identity }) => identity);
    await endProcesses(identities, 2_000, systemClock);
    expect(labProcesses(folder)).toEqual([]);
  }
});

onLinux("are not given the secrets of whoever starts them", async () => {
  const folder = newCluster();
  startPart(folder, shell("etcd", "env; exec sleep 600"), "/bin/sh");
  await until(() => labProcesses(folder).length === 1);
  const text = (): string => readFileSync(logFile(folder, "etcd"), "utf8");
  await until(() => text().includes("PATH="));
  const names = [...text().matchAll(/^(\w+)=/gm)].map(([, name]) => name);
  const own = /^(PATH|HOME|TMPDIR|PWD|SHLVL|_|OLDPWD|FLEETLIFT_LAB_\w+)$/;
  expect(names.filter((name) => !own.test(name ?? ""))).toEqual([]);
  await endProcesses(
    labProcesses(folder).map(({ identity }) => identity),
    2_000,
    systemClock,
  );
});

onLinux("are ended even when they do not listen", async () => {
  const folder = newCluster();
  const stubborn = "trap '' TERM; echo deaf; while :; do sleep 600 & wait; done";
  startPart(folder, shell("kube-apiserver", stubborn), "/bin/sh");
  await until(() => labProcesses(folder).some(({ part }) => part === "kube-apiserver"));
  const log = logFile(folder, "kube-apiserver");
  await until(() => readFileSync(log, "utf8") === "deaf\n");
  for (let left = labProcesses(folder); left.length > 0; left = labProcesses(folder)) {
    await endProcesses(
      left.map(({ identity }) => identity),
      200,
      systemClock,
    );
  }
});

onLinux("a program that cannot be started is only not there", async () => {
  const folder = newCluster();
  startPart(folder, shell("etcd", ""), path.join(lab, "no-such-program"));
  await systemClock.sleep(50);
  expect(labProcesses(folder)).toEqual([]);
});

onLinux("a pid that another process has by now is never killed", async () => {
  const child = spawn("sleep", ["600"]);
  const identity = identityOf(child.pid ?? 0);
  if (identity === undefined) throw new Error("sleep does not run");
  const stranger = { ...identity, startTime: String(Number(identity.startTime) - 1) };
  sendSignal(stranger, "SIGKILL");
  expect([isAlive(stranger), isAlive(identity)]).toEqual([false, true]);
  sendSignal(identity, "SIGKILL");
  await until(() => !isAlive(identity));
  sendSignal(identity, "SIGKILL");
});

onLinux("a process of another run of the machine is not alive", () => {
  expect(isAlive(ownIdentity())).toBe(true);
  expect(isAlive({ ...ownIdentity(), boot: "another" })).toBe(false);
});
