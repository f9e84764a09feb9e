import { existsSync } from "node:fs";
import * as z from "zod";
import type { Json } from "../../../model/data.ts";
import { systemClock as clock } from "../../../platform/clock.ts";
import { sendSignal } from "../../../platform/process-table.ts";
import { type BackupFixture, backupPortSuite } from "../../../ports/backup-port.suite.ts";
import { until } from "../../../ports/until.suite.ts";
import { ask, isSuccess } from "../../kubernetes/api.ts";
import { findAccess } from "../../kubernetes/kubeconfig.ts";
import { openTransport } from "../../kubernetes/transport.ts";
import type { ClusterFolder } from "../cluster-folder.ts";
import { labApi } from "../lab-api.ts";
import { describeWithLab, openTestLab } from "../lab-here.suite.ts";
import { allProcesses, BACKUP_WORKER, labProcesses, RECONCILER } from "../lab-processes.ts";
import { labProvider } from "../lab-provider.ts";
import { readPorts } from "../loopback-ports.ts";
import { up } from "../up.ts";
import { backupFolders } from "./backup-folder.ts";
import { labBackups } from "./lab-backups.ts";

const CLUSTER = "backups-suite";
const FROM = "1.34.4";
const TO = "1.35.4";
const MAPS = "/api/v1/namespaces/default/configmaps";
const patience = { clock, lookEveryMs: 300, patienceMs: 180_000 };

describeWithLab("backups of the lab", () => {
  backupPortSuite("a lab cluster's etcd", { open });
});

async function open(): Promise<BackupFixture> {
  const lab = await openTestLab();
  const pools = [{ name: "general", size: 1 }];
  const there = await up(lab.root, { name: CLUSTER, kubernetes: FROM, pools }, clock);
  if (there.kind === "problem") throw new Error(`${there.why}: ${there.help}`);
  const { folder } = there;
  await create(folder, CRDS, crd);
  await create(folder, "/apis/example.com/v1/namespaces/default/suites", suite);
  const provider = labProvider({ lab: lab.root, cluster: CLUSTER, clock });
  return {
    ...patience,
    backups: labBackups({ lab: lab.root, cluster: CLUSTER, clock }),
    nobody: labBackups({ lab: lab.root, cluster: "nobody", clock }),
    kubernetes: FROM,
    change: (name) => create(folder, MAPS, { metadata: { name, labels: { suite: "yes" } } }),
    changes: () => changes(folder),
    version: async () => {
      const ports = readPorts(folder);
      return (ports && (await labApi(folder, ports).version())) ?? "";
    },
    upgrade: async () => {
      await provider.startControlPlaneUpgrade({ to: TO, token: "suite" });
      const look = () => provider.observe();
      await until(patience, look, ({ status }) => status === "active");
    },
    killWorker: async () => killWorker(folder),
    leftovers: async () => leftovers(folder),
    close: () => lab.close(),
  };
}

async function apiOf({ kubeconfig }: ClusterFolder) {
  return openTransport(await findAccess({ kubeconfig }, () => undefined));
}

/** A new cluster's API takes a moment to know of its custom resources. */
async function create(folder: ClusterFolder, path: string, body: Json): Promise<void> {
  const api = await apiOf(folder);
  const request = { verb: "create", resource: path, path, body } as const;
  await until(patience, () => api.send(request), isSuccess);
}

const listSchema = z.object({
  items: z.array(z.object({ metadata: z.object({ name: z.string() }) })),
});

async function changes(folder: ClusterFolder): Promise<readonly string[]> {
  const request = { verb: "list", resource: "configmaps", path: MAPS } as const;
  const query = { labelSelector: "suite=yes" };
  const { items } = await ask(await apiOf(folder), { ...request, query }, listSchema);
  return items.map(({ metadata }) => metadata.name).toSorted();
}

/** Whoever takes, proves or restores, with what they call. */
function killWorker(folder: ClusterFolder): boolean {
  const found = allProcesses(folder).filter(
    ({ part }) => part === BACKUP_WORKER || part === RECONCILER || part === "etcdutl",
  );
  for (const { identity } of found) sendSignal(identity, "SIGKILL");
  return found.length > 0;
}

/** The worker itself may be about to end. */
function leftovers(folder: ClusterFolder): readonly string[] {
  const own = new Set(labProcesses(folder).map(({ identity }) => identity.pid));
  const processes = allProcesses(folder)
    .filter(({ identity, part }) => !own.has(identity.pid) && part !== BACKUP_WORKER)
    .map(({ part }) => part);
  const places = backupFolders(folder).flatMap(({ proof, unfinished }) => [proof.root, unfinished]);
  return [...processes, ...places.filter(existsSync)];
}

const CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const schema = {
  openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
};
const crd: Json = {
  metadata: { name: "suites.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "suites", singular: "suite", kind: "Suite" },
    versions: [{ name: "v1", served: true, storage: true, schema }],
  },
};
const suite: Json = {
  apiVersion: "example.com/v1",
  kind: "Suite",
  metadata: { name: "one" },
  size: 3,
};
