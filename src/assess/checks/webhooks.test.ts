import { expect, it } from "vitest";
import type { WebhookFacts } from "../../model/cluster-facts.ts";
import {
  cleanFacts,
  foundIn,
  inWords,
  NOW_MS,
  requestOf,
  seen,
  snapshotOf,
  webhook,
} from "../clean-snapshot.fixture.ts";

const found = (...webhooks: readonly WebhookFacts[]): readonly string[] =>
  inWords(foundIn(requestOf(snapshotOf(cleanFacts({ webhooks: seen(...webhooks) })))));

const DAY_MS = 86_400_000;
const HOOK = "ValidatingWebhookConfiguration hook (hook.example.com)";

it.each<readonly [string, Partial<WebhookFacts>, readonly string[]]>([
  ["nobody behind it", { endpoints: 0 }, [`Blocks webhook-without-endpoints: ${HOOK}`]],
  [
    "nobody behind it, but open",
    { endpoints: 0, failurePolicy: "Ignore" },
    [`Needs a decision webhook-without-endpoints: ${HOOK}`],
  ],
  [
    "an address outside",
    { endpoints: undefined },
    [`Not checked webhook-without-endpoints: ${HOOK}`],
  ],
  ["nodes", { resources: ["nodes"] }, [`Blocks webhook-on-vital-resources: ${HOOK}`]],
  [
    "leases",
    { resources: ["coordination.k8s.io/leases"] },
    [`Blocks webhook-on-vital-resources: ${HOOK}`],
  ],
  [
    "leases of any group",
    { resources: ["*/leases"] },
    [`Blocks webhook-on-vital-resources: ${HOOK}`],
  ],
  ["evictions", { resources: ["pods/eviction"] }, [`Blocks webhook-on-vital-resources: ${HOOK}`]],
  [
    "all subresources of pods",
    { resources: ["pods/*"] },
    [`Blocks webhook-on-vital-resources: ${HOOK}`],
  ],
  ["nodes, but open", { resources: ["nodes"], failurePolicy: "Ignore" }, []],
  [
    "everything",
    { resources: ["*"], sparesKubeSystem: false },
    [`Blocks webhook-on-vital-resources: ${HOOK}`, `Will disturb webhook-on-kube-system: ${HOOK}`],
  ],
  ["everything of apps", { resources: ["apps/*"], sparesKubeSystem: false }, []],
  [
    "pods of kube-system",
    { resources: ["core/pods"], sparesKubeSystem: false },
    [`Will disturb webhook-on-kube-system: ${HOOK}`],
  ],
  ["pods elsewhere", { resources: ["pods"] }, []],
  ["a long wait", { timeoutSeconds: 30 }, [`Needs a decision webhook-slow: ${HOOK}`]],
  [
    "a CA that is over",
    { caExpiresAtMs: NOW_MS - DAY_MS },
    [`Blocks webhook-certificate: ${HOOK}`],
  ],
  [
    "a CA that is over, but open",
    { caExpiresAtMs: NOW_MS - DAY_MS, failurePolicy: "Ignore" },
    [`Needs a decision webhook-certificate: ${HOOK}`],
  ],
  [
    "a CA that ends soon",
    { caExpiresAtMs: NOW_MS + 29 * DAY_MS },
    [`Needs a decision webhook-certificate: ${HOOK}`],
  ],
  ["a CA that ends later", { caExpiresAtMs: NOW_MS + 31 * DAY_MS }, []],
])("of a webhook with %s it says so", (_, other, expected) => {
  expect(found(webhook("hook", other))).toEqual(expected);
});

it.each<readonly [WebhookFacts["kind"], number | undefined, readonly string[]]>([
  ["api-service", 0, ["Needs a decision api-service-unavailable: APIService v1.example.com"]],
  ["api-service", undefined, ["Not checked api-service-unavailable: APIService v1.example.com"]],
  ["api-service", 1, []],
  [
    "conversion",
    0,
    ["Blocks conversion-webhook-without-endpoints: CustomResourceDefinition v1.example.com"],
  ],
  [
    "conversion",
    undefined,
    ["Not checked conversion-webhook-without-endpoints: CustomResourceDefinition v1.example.com"],
  ],
  ["conversion", 1, []],
])("of a %s with %s addresses it says so", (kind, endpoints, expected) => {
  const name = "v1.example.com";
  expect(found(webhook(name, { kind, endpoints, name, configuration: name }))).toEqual(expected);
});
