import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { knowledge } from "../../knowledge/knowledge.ts";
import type { Json } from "../../model/data.ts";
import { observeFacts } from "../../observe/observe-facts.ts";
import { systemClock as clock } from "../../platform/clock.ts";
import { packageRoot } from "../../platform/package-root.ts";
import type { ApiReader } from "../../ports/api-reader.ts";
import { apiReaderSuite } from "../../ports/api-reader.suite.ts";
import { until } from "../../ports/until.suite.ts";
import { describeWithLab, openTestLab, type TestLab } from "../lab/lab-here.suite.ts";
import { knownReleases } from "../lab/releases.ts";
import { up } from "../lab/up.ts";
import { type Api, isSuccess } from "./api.ts";
import { type FoundAccess, findAccess } from "./kubeconfig.ts";
import { kubernetesReader } from "./kubernetes-reader.ts";
import { openTransport } from "./transport.ts";

const CLUSTER = "reader-suite";
const patience = { clock, lookEveryMs: 200, patienceMs: 60_000 };
const ACCOUNTS = "/api/v1/namespaces/kube-system/serviceaccounts";
const RBAC = "/apis/rbac.authorization.k8s.io/v1";
const PATHS: Readonly<Record<string, string>> = {
  ServiceAccount: ACCOUNTS,
  ClusterRole: `${RBAC}/clusterroles`,
  ClusterRoleBinding: `${RBAC}/clusterrolebindings`,
};

let lab: TestLab;
let access: FoundAccess;
let api: Api;

describeWithLab("reading from a real API server", () => {
  beforeAll(async () => {
    lab = await openTestLab();
    const kubernetes = knownReleases("kubernetes").at(-1) ?? "";
    const pools = [{ name: "general", size: 1 }];
    const there = await up(lab.root, { name: CLUSTER, kubernetes, pools }, clock);
    if (there.kind === "problem") throw new Error(`${there.why}: ${there.help}`);
    access = await findAccess({ kubeconfig: there.folder.kubeconfig }, () => undefined);
    api = await openTransport(access);
    await create(ACCOUNTS, { metadata: { name: "nobody" } });
    for (const document of parseAllDocuments(readFileSync(rbac, "utf8"))) {
      const object = document.toJS() as { readonly kind: string; readonly [field: string]: Json };
      await create(PATHS[object.kind] ?? "", object);
    }
  });
  afterAll(() => lab.close());

  apiReaderSuite("a real API server", {
    // As the lab's own user: to others what is not served is denied, so that they learn nothing.
    open: () =>
      Promise.resolve({ reader: kubernetesReader(api, access.server), close: async () => {} }),
  });

  it("the shipped rights are enough to see everything", async () => {
    const facts = await observeFacts(await readerOf("fleetlift-observe"), knowledge);
    const words = JSON.stringify(facts);
    expect(words).not.toContain("is missing");
    expect(words).not.toContain("are missing");
    expect(words).not.toContain("could not be read");
    expect(facts.nodes).toMatchObject({ kind: "seen", items: [{ pool: "general", ready: true }] });
    expect(facts.certificates).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ what: "API server" })]),
    });
  });

  it("without any right every part says which is missing", async () => {
    const {
      certificates,
      queries: _,
      ...parts
    } = await observeFacts(await readerOf("nobody"), knowledge);
    for (const part of Object.values(parts)) {
      expect(part).toMatchObject({
        kind: "not-seen",
        why: expect.stringMatching(/^the rights? to (list|get) .* (is|are) missing$/),
      });
    }
    expect(certificates.kind).toBe("seen");
  });

  it("a request to a deprecated API is noticed", async () => {
    await api.send({ verb: "list", resource: "endpoints", path: "/api/v1/endpoints" });
    const { apiUses } = await observeFacts(await readerOf("fleetlift-observe"), knowledge);
    expect(apiUses).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({ by: "requested", group: "", version: "v1", kind: "Endpoints" }),
      ]),
    });
  });
});

const rbac = path.join(packageRoot, "deploy", "observe-rbac.yaml");

/** A server that has just started takes some seconds until it takes objects. */
async function create(at: string, body: Json): Promise<void> {
  const request = { verb: "create", resource: at, path: at, body } as const;
  await until(patience, () => api.send(request), isSuccess);
}

/** As a service account of the cluster, with its token in place of the lab's own. */
async function readerOf(account: string): Promise<ApiReader> {
  const at = `${ACCOUNTS}/${account}/token`;
  const body = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} };
  const answer = await api.send({ verb: "create", resource: "token", path: at, body });
  const { token } = (JSON.parse(answer.text) as { readonly status: { readonly token: string } })
    .status;
  const { config, ...rest } = access;
  const { KubeConfig } = await import("@kubernetes/client-node");
  const own = new KubeConfig();
  own.loadFromOptions({
    clusters: config.getClusters(),
    contexts: config.getContexts(),
    users: config.getUsers().map(({ name }) => ({ name, token })),
    currentContext: config.getCurrentContext(),
  });
  return kubernetesReader(await openTransport({ ...rest, config: own }), access.server);
}
