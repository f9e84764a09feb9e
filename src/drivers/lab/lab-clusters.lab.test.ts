import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { systemClock as clock } from "../../platform/clock.ts";
import { until } from "../../ports/until.suite.ts";
import { clusterFolder, type ClusterFolder } from "./cluster-folder.ts";
import { down } from "./down.ts";
import { labApi } from "./lab-api.ts";
import { describeWithLab, openTestLab, type TestLab } from "./lab-here.suite.ts";
import { labProcesses, RECONCILER } from "./lab-processes.ts";
import { labProvider } from "./lab-provider.ts";
import { labStatus } from "./lab-status.ts";
import { readPorts } from "./loopback-ports.ts";
import { sendSignal } from "../../platform/process-table.ts";
import { up } from "./up.ts";

const NAME = "clusters-suite";
const patience = { clock, lookEveryMs: 100, patienceMs: 120_000 };

let lab: TestLab;
let folder: ClusterFolder;

const status = () => labStatus(lab.root, NAME);
const bringUp = () => up(lab.root, { name: NAME }, clock);
const runs = () => labProcesses(folder).filter(({ part }) => part !== RECONCILER);

function kill(which: (part: string) => boolean): number {
  const found = labProcesses(folder).filter(({ part }) => which(part));
  for (const { identity } of found) sendSignal(identity, "SIGKILL");
  return found.length;
}

const tests: Readonly<Record<string, () => Promise<void>>> = {
  "come up whole": async () => {
    const pools = [{ name: "general", size: 2 }];
    const result = await up(lab.root, { name: NAME, kubernetes: "1.34", pools }, clock);
    expect(result.kind).toBe("up");
    const seen = await status();
    expect(seen).toMatchObject({ state: "up", reason: "", kubernetes: "1.34.4" });
    expect(seen?.parts.filter(({ ready }) => ready === true)).toHaveLength(2);
  },

  "are left alone when they are asked for again": async () => {
    const before = runs();
    expect((await bringUp()).kind).toBe("up");
    expect(runs()).toEqual(before);
  },

  "are brought back when parts of them died, on the ports that they had": async () => {
    const ports = readPorts(folder);
    expect(kill((part) => ["etcd", "kube-apiserver", "node/general-1"].includes(part))).toBe(3);
    await until(patience, status, (seen) => seen?.reason.includes("node/general-1") === true);
    expect((await status())?.reason).toContain("ended: etcd, kube-apiserver, node/general-1");
    expect((await bringUp()).kind).toBe("up");
    expect(readPorts(folder)).toEqual(ports);
    expect((await status())?.state).toBe("up");
  },

  "are upgraded to the end though the one at work is killed again and again": async () => {
    const provider = labProvider({ lab: lab.root, cluster: NAME, clock });
    await provider.startControlPlaneUpgrade({ to: "1.35.4", token: "kills" });
    let [looks, kills] = [0, 0];
    const doubled: string[] = [];
    const view = await until(
      { ...patience, lookEveryMs: 1_000 },
      () => provider.observe(),
      (seen) => {
        // Often enough to hit it at every part, seldom enough that it ever gets one ended.
        if ((looks += 1) % 3 === 0) kills += kill((part) => part === RECONCILER);
        const parts = runs().map(({ part }) => part);
        doubled.push(...parts.filter((part, index) => parts.indexOf(part) !== index));
        return seen.status !== "upgrading";
      },
    );
    expect(view).toMatchObject({ status: "active", controlPlaneVersion: "1.35.4" });
    expect(kills).toBeGreaterThan(0);
    expect(doubled).toEqual([]);
    const releases = runs().filter(({ part }) => part.startsWith("kube-"));
    expect(releases.map(({ release }) => release)).toEqual(["1.35.4", "1.35.4", "1.35.4"]);
  },

  "move to a new port when theirs was taken, and tell it in the kubeconfig": async () => {
    await down(lab.root, NAME, clock, { keep: true });
    expect(labProcesses(folder)).toEqual([]);
    expect((await status())?.state).toBe("down");
    const before = readPorts(folder)?.["kube-apiserver"] ?? 0;
    const stranger = await listen(before);
    expect((await bringUp()).kind).toBe("up");
    const ports = readPorts(folder);
    expect(ports?.["kube-apiserver"]).not.toBe(before);
    const server = `https://127.0.0.1:${ports?.["kube-apiserver"]}`;
    expect(readFileSync(folder.kubeconfig, "utf8")).toContain(server);
    expect(ports && (await labApi(folder, ports).version())).toBe("1.35.4");
    await new Promise((resolve) => stranger.close(resolve));
  },

  "end altogether, even when what is written about them is broken": async () => {
    writeFileSync(folder.clusterFile, "{");
    expect(await status()).toMatchObject({ state: "broken" });
    expect(await down(lab.root, NAME, clock, { keep: false })).toEqual({ ended: 6, existed: true });
    expect([labProcesses(folder), existsSync(folder.root)]).toEqual([[], false]);
    expect(await down(lab.root, NAME, clock, { keep: false })).toEqual({
      ended: 0,
      existed: false,
    });
  },
};

// The tests build on each other: one cluster lives through all of them.
describeWithLab("clusters of the lab", () => {
  beforeAll(async () => {
    lab = await openTestLab();
    folder = clusterFolder(lab.root, NAME);
  });
  afterAll(() => lab.close());
  for (const [title, test] of Object.entries(tests)) it(title, test);
});

function listen(port: number): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}
