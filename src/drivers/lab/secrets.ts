import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { randomHex } from "../../platform/random.ts";
import { readIfThere, writeWhole, type ClusterFolder } from "./cluster-folder.ts";

/** Who speaks to the API server, each with its own token so that the audit log tells them apart. */
const USERS = [
  { name: "admin", user: "admin", groups: "system:masters" },
  { name: "controller-manager", user: "system:kube-controller-manager", groups: "" },
  { name: "scheduler", user: "system:kube-scheduler", groups: "" },
  // One for all nodes: the token file is read at start only, and nodes come and go.
  { name: "kubelets", user: "lab:kubelets", groups: "system:masters" },
] as const;

export type LabUser = (typeof USERS)[number]["name"];

/** What goes into the audit log: every eviction, and whatever makes or ends pods and nodes. */
const AUDIT_POLICY = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: Metadata
    verbs: [create, delete]
    resources:
      - { group: "", resources: [pods, pods/eviction, nodes] }
  - level: None
`;

export interface SecretFiles {
  readonly tokens: string;
  readonly auditPolicy: string;
  readonly serviceAccountKey: string;
  readonly serviceAccountPublicKey: string;
}

export function secretFiles(folder: ClusterFolder): SecretFiles {
  return {
    tokens: path.join(folder.secrets, "tokens.csv"),
    auditPolicy: path.join(folder.root, "audit-policy.yaml"),
    serviceAccountKey: path.join(folder.secrets, "service-account.key"),
    serviceAccountPublicKey: path.join(folder.secrets, "service-account.pub"),
  };
}

/** Makes what is missing; what is there is kept, because running servers and clients know it. */
export function ensureSecrets(folder: ClusterFolder): void {
  mkdirSync(folder.secrets, { recursive: true, mode: 0o700 });
  const files = secretFiles(folder);
  if (!existsSync(files.auditPolicy)) writeWhole(files.auditPolicy, AUDIT_POLICY);
  if (!existsSync(files.tokens)) {
    const lines = USERS.map(
      ({ name, user, groups }) => `${randomHex(32)},${user},${name},${groups}`,
    );
    writeWhole(files.tokens, `${lines.join("\n")}\n`);
  }
  // The private key last: when it is there, so is its public half.
  if (!existsSync(files.serviceAccountKey)) {
    const pair = generateKeyPairSync("rsa", {
      modulusLength: 2_048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    writeWhole(files.serviceAccountPublicKey, pair.publicKey);
    writeWhole(files.serviceAccountKey, pair.privateKey);
  }
}

/** Undefined before the cluster was first started. */
export function tokenOf(folder: ClusterFolder, name: LabUser): string | undefined {
  const lines = readIfThere(secretFiles(folder).tokens)?.split("\n") ?? [];
  return lines.map((line) => line.split(",")).find(([, , id]) => id === name)?.[0];
}

/** The file with which `name` reaches the API server. */
export function kubeconfigOf(folder: ClusterFolder, name: LabUser): string {
  return name === "admin" ? folder.kubeconfig : path.join(folder.secrets, `${name}.kubeconfig`);
}

/** The certificate that the API server made for itself, with the authority that signed it. */
export function apiServerCertificate(folder: ClusterFolder): string {
  return path.join(folder.certs, "apiserver.crt");
}

/** Writes every user's kubeconfig for this address. Nothing is written that would be the same. */
export function writeKubeconfigs(folder: ClusterFolder, server: string): void {
  const certificate = readIfThere(apiServerCertificate(folder));
  if (certificate === undefined) return;
  for (const { name } of USERS) {
    const token = tokenOf(folder, name);
    if (token === undefined) continue;
    const text = kubeconfig(`lab-${folder.name}`, name, { server, certificate, token });
    const file = kubeconfigOf(folder, name);
    if (readIfThere(file) !== text) writeWhole(file, text);
  }
}

function kubeconfig(
  cluster: string,
  user: LabUser,
  way: { readonly server: string; readonly certificate: string; readonly token: string },
): string {
  const authority = Buffer.from(way.certificate).toString("base64");
  const context = user === "admin" ? cluster : `${cluster}-${user}`;
  return `apiVersion: v1
kind: Config
clusters:
  - name: ${cluster}
    cluster: { server: "${way.server}", certificate-authority-data: ${authority} }
users:
  - name: ${context}
    user: { token: ${way.token} }
contexts:
  - name: ${context}
    context: { cluster: ${cluster}, user: ${context} }
current-context: ${context}
`;
}
