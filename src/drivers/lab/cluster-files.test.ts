import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { systemClock } from "../../platform/clock.ts";
import { asked, changeCluster, readCluster, writeCluster } from "./cluster-file.ts";
import { clusterFolder, clusterNames, removeFolder, type ClusterFolder } from "./cluster-folder.ts";
import { demoCluster } from "./lab-cluster.fixture.ts";
import { settlePorts } from "./loopback-ports.ts";
import { readReached, writeReached } from "./reached-file.ts";
import { ensureSecrets, kubeconfigOf, secretFiles, tokenOf, writeKubeconfigs } from "./secrets.ts";

const lab = mkdtempSync(path.join(tmpdir(), "fleetlift-lab-files-"));
afterAll(() => rmSync(lab, { recursive: true, force: true }));

let clusters = 0;
function newCluster(): ClusterFolder {
  const folder = clusterFolder(lab, `c${(clusters += 1)}`);
  mkdirSync(folder.certs, { recursive: true });
  return folder;
}

describe("cluster.json", () => {
  it("loses no request of several at once", async () => {
    const folder = newCluster();
    writeCluster(folder, demoCluster);
    const requests = Array.from({ length: 5 }, () =>
      changeCluster(folder, systemClock, (cluster) => ({
        next: asked(cluster, { lastNode: cluster.lastNode + 1 }),
        answer: cluster.generation,
      })),
    );
    expect(new Set(await Promise.all(requests)).size).toBe(5);
    expect(readCluster(folder)).toMatchObject({ generation: 12, lastNode: 7 });
  });

  it("is not made by a request about a cluster that is not there", async () => {
    const folder = clusterFolder(lab, "nobody");
    const answer = await changeCluster(folder, systemClock, () => ({ answer: "asked" }));
    expect([answer, existsSync(folder.root)]).toEqual([undefined, false]);
  });

  it("has nothing reached before the first look", () => {
    const folder = newCluster();
    expect(readReached(folder)).toMatchObject({ generation: 0, kubernetes: "", problem: "" });
    writeReached(folder, { kubernetes: "1.34.4" });
    writeReached(folder, { generation: 3 });
    expect(readReached(folder)).toMatchObject({ generation: 3, kubernetes: "1.34.4" });
  });
});

describe("ports", () => {
  const nothingRuns = (): boolean => false;

  it("are kept from one start to the next", async () => {
    const folder = newCluster();
    const first = await settlePorts(folder, nothingRuns);
    expect(new Set(Object.values(first)).size).toBe(5);
    expect(await settlePorts(folder, nothingRuns)).toEqual(first);
  });

  it("are given up when somebody else has them, unless it is the part itself", async () => {
    const folder = newCluster();
    const first = await settlePorts(folder, nothingRuns);
    const taken = await listen(first["kube-apiserver"]);
    expect(await settlePorts(folder, (part) => part === "kube-apiserver")).toEqual(first);
    const second = await settlePorts(folder, nothingRuns);
    expect(second["kube-apiserver"]).not.toBe(first["kube-apiserver"]);
    expect(second.etcd).toBe(first.etcd);
    await new Promise((resolve) => taken.close(resolve));
  });
});

function listen(port: number): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

describe("secrets", () => {
  const modeOf = (file: string): number => statSync(file).mode & 0o777;

  it("are made once, and are nobody else's to read", () => {
    const folder = newCluster();
    ensureSecrets(folder);
    const files = secretFiles(folder);
    const before = Object.values(files).map((file) => readFileSync(file, "utf8"));
    ensureSecrets(folder);
    expect(Object.values(files).map((file) => readFileSync(file, "utf8"))).toEqual(before);
    expect([modeOf(folder.secrets), modeOf(files.tokens)]).toEqual([0o700, 0o600]);
  });

  it("have another token for every user", () => {
    const folder = newCluster();
    expect(tokenOf(folder, "admin")).toBeUndefined();
    ensureSecrets(folder);
    const users = ["admin", "controller-manager", "scheduler", "kubelets"] as const;
    const tokens = users.map((user) => tokenOf(folder, user));
    expect(new Set(tokens).size).toBe(4);
    expect(tokens[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it("give a kubeconfig when the API server has made its certificate", () => {
    const folder = newCluster();
    ensureSecrets(folder);
    writeKubeconfigs(folder, "https://127.0.0.1:1003");
    expect(existsSync(folder.kubeconfig)).toBe(false);
    writeFileSync(path.join(folder.certs, "apiserver.crt"), "certificate");
    writeKubeconfigs(folder, "https://127.0.0.1:1003");
    const text = readFileSync(folder.kubeconfig, "utf8");
    expect(text).toContain('server: "https://127.0.0.1:1003"');
    expect(text).toContain(`current-context: lab-${folder.name}`);
    expect(text).toContain(tokenOf(folder, "admin"));
    expect(modeOf(folder.kubeconfig)).toBe(0o600);
    expect(readFileSync(kubeconfigOf(folder, "scheduler"), "utf8")).not.toContain(
      tokenOf(folder, "admin"),
    );
  });
});

describe("the folder of a cluster", () => {
  it("goes away whole, with what a killed removal left", () => {
    const folder = newCluster();
    mkdirSync(path.join(lab, ".removed-older"));
    expect(clusterNames(lab)).toContain(folder.name);
    removeFolder(lab, folder);
    expect(clusterNames(lab)).not.toContain(folder.name);
    expect(existsSync(path.join(lab, ".removed-older"))).toBe(false);
    removeFolder(lab, folder);
  });

  it("of no lab at all has no clusters", () => {
    expect(clusterNames(path.join(lab, "nowhere"))).toEqual([]);
  });
});
