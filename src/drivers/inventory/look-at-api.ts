import * as z from "zod";
import { versionSchema } from "../../model/version.ts";
import { PortError } from "../../ports/port-error.ts";
import { type Api, ask } from "../kubernetes/api.ts";
import type { FoundAccess } from "../kubernetes/kubeconfig.ts";
import { openTransport } from "../kubernetes/transport.ts";

/** What an API server says of its cluster; what it did not say is undefined, and `unread` says why. */
export interface ApiLook {
  readonly identity: string | undefined;
  readonly version: string | undefined;
  readonly gitVersion: string | undefined;
  readonly apiGroups: readonly string[] | undefined;
  readonly unread: string | undefined;
}

/** Each of three requests; a server that does not answer has no part in an inventory for longer. */
const TIMEOUT_MS = 10_000;

const versionAnswer = z.object({ gitVersion: z.string().min(1) });
const groupsAnswer = z.object({ groups: z.array(z.object({ name: z.string() })) });
const namespaceAnswer = z.object({ metadata: z.object({ uid: z.string().min(1) }) });

/** Looks once, and never throws for a cluster that gives no answer or refuses one. */
export async function lookAtApi(access: FoundAccess): Promise<ApiLook> {
  const api = await openTransport(access, TIMEOUT_MS);
  const [version, groups, namespace] = await Promise.all([
    attempt(read(api, "version", "/version", versionAnswer)),
    attempt(read(api, "apis", "/apis", groupsAnswer)),
    attempt(read(api, "namespaces", "/api/v1/namespaces/kube-system", namespaceAnswer)),
  ]);
  const gitVersion = version.answer?.gitVersion;
  // Where the version cannot be read, the rest cannot for the same reason.
  const unread = version.unread === "" ? namespace.unread : version.unread;
  return {
    identity: namespace.answer?.metadata.uid,
    version: versionSchema.safeParse(gitVersion).data,
    gitVersion,
    apiGroups: groups.answer?.groups.map(({ name }) => name),
    unread: unread === "" ? undefined : unread,
  };
}

function read<T>(api: Api, resource: string, path: string, schema: z.ZodType<T>): Promise<T> {
  return ask(api, { verb: "get", resource, path }, schema);
}

async function attempt<T>(
  answer: Promise<T>,
): Promise<{ readonly answer?: T; readonly unread: string }> {
  try {
    return { answer: await answer, unread: "" };
  } catch (error) {
    if (error instanceof PortError) return { unread: error.message };
    throw error;
  }
}
