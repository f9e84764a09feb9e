import * as z from "zod";
import type { WebhookFacts } from "../../model/cluster-facts.ts";
import { selects } from "../../model/selector.ts";
import { type ListRead, type Look, readItems, readServed } from "../kubernetes/read-list.ts";
import { listOf, metadataSchema, selectorSchema, textSchema } from "../kubernetes/shapes.ts";
import { clientConfigSchema, targetOf, type ClientConfig } from "./client-config.ts";

/** Something that an API server asks before it answers. */
export interface Called {
  readonly facts: Omit<WebhookFacts, "endpoints">;
  readonly service: ClientConfig["service"];
}

const DEFAULT_TIMEOUT_SECONDS = 10;
/** How long an API server waits for a conversion, or for another API server. */
const PROXY_TIMEOUT_SECONDS = 30;

const webhookSchema = z.object({
  name: textSchema,
  clientConfig: clientConfigSchema,
  failurePolicy: textSchema,
  rules: listOf(z.object({ apiGroups: listOf(z.string()), resources: listOf(z.string()) })),
  namespaceSelector: selectorSchema.nullish(),
  timeoutSeconds: z.number().nullish(),
});

const configurationSchema = z.object({
  metadata: metadataSchema,
  webhooks: listOf(webhookSchema),
});

/** The webhooks of all configurations of a kind; `kubeSystem` are the labels of that namespace. */
export function readWebhooks(
  look: Look,
  kind: "validating" | "mutating",
  kubeSystem: Readonly<Record<string, string>>,
): Promise<ListRead<readonly Called[]>> {
  const lists = ["v1", "v1beta1"].map((version) => ({
    group: "admissionregistration.k8s.io",
    version,
    resource: `${kind}webhookconfigurations`,
    pageSize: 100,
  }));
  return readServed(lists, async (list) => {
    const read = await readItems(look, list, configurationSchema);
    if (read.kind !== "read") return read;
    // `v1beta1` let calls fail silently when nothing was said.
    const byDefault = list.version === "v1" ? "Fail" : "Ignore";
    const value = read.value.flatMap(({ metadata, webhooks }) =>
      webhooks.map((webhook): Called => {
        const { clientConfig, failurePolicy, namespaceSelector, timeoutSeconds } = webhook;
        const { caExpiresAtMs } = clientConfig;
        return {
          service: clientConfig.service,
          facts: {
            kind,
            configuration: metadata.name,
            name: webhook.name,
            failurePolicy: (failurePolicy || byDefault) === "Ignore" ? "Ignore" : "Fail",
            resources: resourcesOf(webhook.rules),
            target: targetOf(clientConfig),
            // One without a selector, like an empty one, is asked for every namespace.
            sparesKubeSystem:
              namespaceSelector !== undefined &&
              namespaceSelector !== null &&
              !selects(namespaceSelector, kubeSystem),
            timeoutSeconds: timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
            ...(caExpiresAtMs !== undefined && { caExpiresAtMs }),
          },
        };
      }),
    );
    return { ...read, value };
  });
}

/** `apps/deployments`, `pods`, `*`: of every rule, each once. */
function resourcesOf(rules: z.infer<typeof webhookSchema>["rules"]): readonly string[] {
  const all = rules.flatMap(({ apiGroups, resources }) =>
    apiGroups.flatMap((group) =>
      resources.map((resource) => {
        if (group === "") return resource;
        return group === "*" && resource.startsWith("*") ? "*" : `${group}/${resource}`;
      }),
    ),
  );
  return [...new Set(all)].toSorted().slice(0, MAX_RESOURCES);
}

const MAX_RESOURCES = 50;

const apiServiceSchema = z.object({
  metadata: metadataSchema,
  spec: z.object({
    group: textSchema,
    service: z.object({ namespace: textSchema, name: textSchema }).nullish(),
    caBundle: z.string().nullish(),
  }),
});

/** Groups that another server answers for (metrics-server); those of the API server itself are none. */
export async function readApiServices(look: Look): Promise<ListRead<readonly Called[]>> {
  const list = { group: "apiregistration.k8s.io", version: "v1", resource: "apiservices" };
  const read = await readItems(look, list, apiServiceSchema);
  if (read.kind !== "read") return read;
  const value = read.value.flatMap(({ metadata, spec }): Called[] => {
    if (spec.service === null || spec.service === undefined) return [];
    const config = clientConfigSchema.parse({ service: spec.service, caBundle: spec.caBundle });
    return [calledFor("api-service", metadata.name, spec.group, config)];
  });
  return { ...read, value };
}

/** A conversion or an API service: nothing of its group works while nobody answers. */
export function calledFor(
  kind: "conversion" | "api-service",
  name: string,
  group: string,
  config: ClientConfig,
): Called {
  const { caExpiresAtMs } = config;
  return {
    service: config.service,
    facts: {
      kind,
      configuration: name,
      name,
      failurePolicy: "Fail",
      resources: [`${group}/*`],
      target: targetOf(config),
      // Only its own group's objects are asked about: none that a cluster runs on.
      sparesKubeSystem: true,
      timeoutSeconds: PROXY_TIMEOUT_SECONDS,
      ...(caExpiresAtMs !== undefined && { caExpiresAtMs }),
    },
  };
}
