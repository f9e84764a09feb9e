import * as z from "zod";
import type { CertificateFacts, Lacking, Part, WebhookFacts } from "../model/cluster-facts.ts";
import { keepMost } from "./keep-most.ts";
import { lackingFrom, missingOf, seen } from "./kubernetes/missing.ts";
import {
  type ListOf,
  type ListRead,
  type Look,
  readItems,
  readObject,
  readServed,
} from "./kubernetes/read-list.ts";
import { fullName, metadataSchema, textMapSchema, textSchema } from "./kubernetes/shapes.ts";
import { bundleEndsAtMs } from "./webhooks/certificate-bundle.ts";

const CONFIG_MAPS: ListOf = {
  group: "",
  version: "v1",
  resource: "configmaps",
  namespace: "kube-system",
};

const certificateSchema = z
  .object({ metadata: metadataSchema, status: z.object({ notAfter: textSchema }).nullish() })
  .transform(({ metadata, status }) => ({
    what: `Certificate ${fullName(metadata)}`,
    expiresAtMs: Date.parse(status?.notAfter ?? ""),
  }));

const configMapSchema = z.object({ data: textMapSchema });

/** The public certificates of the cluster itself, by ConfigMap in kube-system and key. */
const OWN = [
  ["kube-root-ca.crt", "ca.crt", "cluster's certificate authority"],
  ["extension-apiserver-authentication", "client-ca-file", "authority of client certificates"],
  [
    "extension-apiserver-authentication",
    "requestheader-client-ca-file",
    "authority of the front proxy",
  ],
] as const;

/**
 * When certificates end: the one that the API server shows, the cluster's public authorities, those
 * that webhooks are trusted by, and cert-manager's. TLS secrets are not read: they hold keys.
 */
export async function certificatesPart(
  look: Look,
  webhooks: Promise<Part<WebhookFacts>>,
): Promise<Part<CertificateFacts>> {
  const [serving, own, managed, called] = await Promise.all([
    look.reader.servingCertificateEndsAtMs(),
    readOwn(look),
    readManaged(look),
    webhooks,
  ]);
  const found = [
    ...(serving === undefined ? [] : [{ what: "API server", expiresAtMs: serving }]),
    ...own.found,
    ...(managed.kind === "read" ? managed.value : []).filter(({ expiresAtMs }) => expiresAtMs > 0),
    ...bundles(called),
  ];
  const kept = keepMost(found, ({ expiresAtMs }) => -expiresAtMs, inOrder);
  return seen(kept.items, {
    reads: [managed],
    more: kept.more,
    lacking: [
      ...own.lacking,
      ...lackingFrom("certificates of cert-manager", missingOf(managed)),
      ...(called.kind === "seen"
        ? []
        : [{ what: "certificates of webhooks", why: called.why, help: called.help }]),
    ],
  });
}

function readManaged(look: Look): Promise<ListRead<readonly CertificateFacts[]>> {
  const lists = ["v1", "v1beta1", "v1alpha2"].map((version) => ({
    group: "cert-manager.io",
    version,
    resource: "certificates",
  }));
  return readServed(lists, (list) => readItems(look, list, certificateSchema));
}

async function readOwn(
  look: Look,
): Promise<{ readonly found: readonly CertificateFacts[]; readonly lacking: readonly Lacking[] }> {
  const names = [...new Set(OWN.map(([name]) => name))];
  const reads = new Map(
    await Promise.all(
      names.map(
        async (name) => [name, await readObject(look, CONFIG_MAPS, name, configMapSchema)] as const,
      ),
    ),
  );
  const found = OWN.flatMap(([name, key, what]) => {
    const read = reads.get(name);
    const pem = read?.kind === "read" ? read.value.data[key] : undefined;
    const expiresAtMs = pem === undefined ? undefined : bundleEndsAtMs(pem);
    return expiresAtMs === undefined ? [] : [{ what, expiresAtMs }];
  });
  const missing = missingOf(...reads.values()).slice(0, 1);
  return { found, lacking: lackingFrom("the cluster's own certificate authorities", missing) };
}

/** Webhooks of one configuration are mostly trusted by one authority. */
function bundles(webhooks: Part<WebhookFacts>): readonly CertificateFacts[] {
  if (webhooks.kind !== "seen") return [];
  return webhooks.items.flatMap(({ kind, configuration, name, caExpiresAtMs }) => {
    if (caExpiresAtMs === undefined) return [];
    const what =
      kind === "api-service" || kind === "conversion"
        ? `${kind} ${name}`
        : `webhook ${configuration}/${name}`;
    return [{ what, expiresAtMs: caExpiresAtMs }];
  });
}

function inOrder(a: CertificateFacts, b: CertificateFacts): number {
  return a.what < b.what ? -1 : Number(a.what > b.what);
}
