import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";
import { parse } from "yaml";
import * as z from "zod";
import type { Access } from "../../model/fleet.ts";
import { PortError } from "../../ports/port-error.ts";

type Entry = ReturnType<KubeConfig["getContexts"]>[number];

/** Credentials for one API server, found anew at each open and never stored. */
export interface FoundAccess {
  readonly config: KubeConfig;
  readonly server: string;
  /** For error messages: which context of which files. */
  readonly source: string;
}

/** A variable of the environment, undefined when it is not set. */
export type Env = (name: string) => string | undefined;

/**
 * Finds server and credentials as kubectl does: `access.kubeconfig`, else the files of $KUBECONFIG
 * merged, else ~/.kube/config, else the service account of the pod we run in. Throws a terminal
 * `PortError` that says where it looked.
 */
export async function findAccess(access: Access, env: Env): Promise<FoundAccess> {
  const { files, config: merged } = await mergedKubeconfig(access, env);
  if (merged.getClusters().length > 0) return choose(merged, access, files.join(path.delimiter));
  if (access.kubeconfig === undefined && access.context === undefined && inCluster(env)) {
    merged.loadFromCluster();
    return choose(merged, access, "the service account of this pod");
  }
  throw new PortError(
    "terminal",
    `no cluster in ${files.join(" or ") || "any kubeconfig ($HOME is not set)"}: name a file under the member's access.kubeconfig, or set KUBECONFIG`,
  );
}

/** The files that kubectl would read, as one; a file that is not there adds nothing. */
export async function mergedKubeconfig(
  access: Access,
  env: Env,
): Promise<{ readonly config: KubeConfig; readonly files: readonly string[] }> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const files = kubeconfigFiles(access, env);
  const loaded = files
    .filter((file) => existsSync(file))
    .map((file) => loadFile(new KubeConfig(), file));
  return { config: merge(new KubeConfig(), loaded), files };
}

/** One context of a kubeconfig that was read, which is left as it is. Throws a terminal `PortError` for a broken one. */
export async function accessOf(
  { config, files }: { readonly config: KubeConfig; readonly files: readonly string[] },
  context: string,
): Promise<FoundAccess> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const own = new KubeConfig();
  const { clusters, users, contexts } = config;
  own.loadFromOptions({ clusters, users, contexts, currentContext: context });
  return choose(own, { context }, files.join(path.delimiter));
}

/** Where kubectl would look, in its order; missing files count only when one is asked for by name. */
export function kubeconfigFiles(access: Access, env: Env): readonly string[] {
  if (access.kubeconfig !== undefined) return [access.kubeconfig];
  const listed = env("KUBECONFIG")
    ?.split(path.delimiter)
    .filter((file) => file !== "");
  if (listed !== undefined && listed.length > 0) return listed;
  const home = env("HOME");
  return home === undefined ? [] : [path.join(home, ".kube", "config")];
}

function inCluster(env: Env): boolean {
  return (
    env("KUBERNETES_SERVICE_HOST") !== undefined &&
    existsSync("/var/run/secrets/kubernetes.io/serviceaccount/token")
  );
}

function loadFile(config: KubeConfig, file: string): KubeConfig {
  try {
    config.loadFromFile(file);
    config.users = withTokenFiles(config.users, file);
    return config;
  } catch (error) {
    throw new PortError("terminal", `the kubeconfig ${file} cannot be read: ${reasonOf(error)}`);
  }
}

/**
 * What is wrong, without the lines around it: a YAML parser shows them, and they hold tokens and keys,
 * which must not get into records and logs. The error itself is not passed on as a cause either.
 */
function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  const [first = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return first;
}

const usersWithTokenFile = z.object({
  users: z
    .array(
      z.object({
        name: z.string(),
        user: z.object({ tokenFile: z.string().optional() }).nullish(),
      }),
    )
    .nullish(),
});

/** The client library knows kubectl's `tokenFile` only by another name, and would come without a token. */
function withTokenFiles(users: KubeConfig["users"], file: string): KubeConfig["users"] {
  const entries = usersWithTokenFile.parse(parse(readFileSync(file, "utf8"))).users ?? [];
  return users.map((user) => {
    const named = entries.find((entry) => entry.name === user.name)?.user?.tokenFile;
    if (named === undefined) return user;
    const tokenFile = path.resolve(path.dirname(file), named);
    return { ...user, authProvider: { name: "tokenFile", config: { tokenFile } } };
  });
}

/** For a context without a user: with none at all the library leaves out the certificate authority too. */
const NOBODY = { name: "" };

/** Merges as kubectl does: of two entries of one name, and of two current contexts, the first counts. */
function merge(into: KubeConfig, configs: readonly KubeConfig[]): KubeConfig {
  into.loadFromOptions({
    clusters: firstOfEachName(configs.flatMap((config) => config.clusters)),
    users: [NOBODY, ...firstOfEachName(configs.flatMap((config) => config.users))],
    contexts: firstOfEachName(configs.flatMap((config) => config.contexts)).map((context) => ({
      ...context,
      user: context.user ?? NOBODY.name,
    })),
    currentContext: configs.map((config) => config.currentContext).find((name) => name) ?? "",
  });
  return into;
}

function firstOfEachName<T extends { readonly name: string }>(entries: readonly T[]): T[] {
  return entries.filter((entry, at) => entries.findIndex(({ name }) => name === entry.name) === at);
}

function choose(config: KubeConfig, access: Access, where: string): FoundAccess {
  const name = access.context ?? config.getCurrentContext();
  const context = config.contexts.find((entry) => entry.name === name);
  if (context === undefined) throw unknownContext(config.contexts, name, where);
  config.setCurrentContext(name);
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw missing(name, where, `the cluster "${context.cluster}"`);
  if (config.getCurrentUser() === null) throw missing(name, where, `the user "${context.user}"`);
  if (cluster.server.startsWith("http:")) withoutCredentials(config);
  return { config, server: cluster.server, source: `context "${name}" of ${where}` };
}

function missing(context: string, where: string, what: string): PortError {
  return new PortError(
    "terminal",
    `context "${context}" of ${where} names ${what}, which is not there`,
  );
}

function unknownContext(contexts: readonly Entry[], name: string, where: string): PortError {
  const known = contexts.map((entry) => entry.name).join(", ") || "none";
  return new PortError(
    "terminal",
    name === ""
      ? `${where} has no current context: name one under the member's access.context (there are: ${known})`
      : `there is no context "${name}" in ${where} (there are: ${known})`,
  );
}

/** To a server without TLS (kubectl proxy) kubectl sends no credentials; and the library wants to be told that this is meant. */
function withoutCredentials(config: KubeConfig): void {
  config.loadFromOptions({
    clusters: config.clusters.map((cluster) => ({ ...cluster, skipTLSVerify: true })),
    users: config.users.map(({ name }) => ({ name })),
    contexts: config.contexts,
    currentContext: config.currentContext,
  });
}
