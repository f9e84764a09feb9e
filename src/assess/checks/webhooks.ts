import type { WebhookFacts } from "../../model/cluster-facts.ts";
import { itemsOf, type AssessContext, type Check, type Draft } from "../check.ts";
import { SOON_MS, dayOf } from "./days.ts";

type Found = Omit<Draft, "object">;

/** What is wrong where a Service has nobody behind it; nothing where somebody is. */
function nobodyBehind(
  { endpoints, target }: WebhookFacts,
  wrong: Pick<Found, "level" | "why" | "help">,
): Found | undefined {
  if (endpoints === undefined) {
    return {
      level: "Not checked",
      evidence: [`it goes to ${target}`],
      why: "whether anybody answers there could not be seen",
      help: "grant list on endpointslices (discovery.k8s.io)",
    };
  }
  if (endpoints > 0) return undefined;
  return { ...wrong, evidence: [`Service ${target} has no ready address`] };
}

interface WebhookCheck extends Pick<Check, "name" | "sees" | "levels"> {
  /** What it needs of what may be lacking. */
  readonly needs?: RegExp;
  readonly find: (webhook: WebhookFacts, context: AssessContext) => Found | undefined;
}

const KIND_WORDS: Readonly<Record<WebhookFacts["kind"], string>> = {
  validating: "ValidatingWebhookConfiguration",
  mutating: "MutatingWebhookConfiguration",
  conversion: "CustomResourceDefinition",
  "api-service": "APIService",
};

function objectOf({ kind, configuration, name }: WebhookFacts): string {
  const object = `${KIND_WORDS[kind]} ${configuration}`;
  return name === "" || name === configuration ? object : `${object} (${name})`;
}

const isAdmission = ({ kind }: WebhookFacts): boolean =>
  kind === "validating" || kind === "mutating";

const isClosed = ({ failurePolicy }: WebhookFacts): boolean => failurePolicy === "Fail";

/** More than the API server's own default. */
const LONG_TIMEOUT_S = 10;

/** Whether one of its rules takes a resource, as rules of webhooks are read: `nodes`, `nodes/*`, `*`. */
function takes({ resources }: WebhookFacts, group: string, resource: string): boolean {
  const [parent = resource, sub] = resource.split("/");
  const meant = sub === undefined ? [resource, "*"] : [resource, `${parent}/*`, `*/${sub}`];
  return resources.some((rule) => [...meant, "*/*"].includes(withoutGroup(rule, group)));
}

/** `deployments` of `apps/deployments`, where that is the group; the core group may be left out. */
function withoutGroup(rule: string, group: string): string {
  const slash = rule.indexOf("/");
  const written = slash === -1 ? undefined : rule.slice(0, slash);
  const groups = group === "" ? ["", "core", "*"] : [group, "*"];
  return written !== undefined && groups.includes(written) && rule !== "*/*"
    ? rule.slice(slash + 1)
    : rule;
}

/** What nodes and control planes live by: whoever stops these stops the cluster. */
const VITAL = [
  ["", "nodes"],
  ["", "nodes/status"],
  ["coordination.k8s.io", "leases"],
  ["", "pods/eviction"],
] as const;

const WEBHOOK_CHECKS: readonly WebhookCheck[] = [
  {
    name: "webhook-without-endpoints",
    sees: "admission webhooks with nobody behind them: fail closed, they refuse what they intercept",
    levels: ["Blocks", "Needs a decision", "Not checked"],
    needs: /answers|webhook/,
    find: (webhook) => {
      if (!isAdmission(webhook)) return undefined;
      const { endpoints, target, resources, failurePolicy } = webhook;
      if (endpoints === undefined) {
        return {
          level: "Not checked",
          evidence: [`it goes to ${target}`],
          why: "whether anybody answers there cannot be seen from the cluster's API",
          help: "see whether it answers; where it is a Service, grant list on endpointslices",
        };
      }
      if (endpoints > 0) return undefined;
      return {
        level: isClosed(webhook) ? "Blocks" : "Needs a decision",
        evidence: [
          `Service ${target} has no ready address; failurePolicy ${failurePolicy}, intercepts ${resources.join(", ")}`,
        ],
        why: isClosed(webhook)
          ? "the API server refuses everything that it intercepts, moved pods and upgraded components included"
          : "what it should check or change passes unseen, each time after a wait",
        help: "bring what stands behind it back, or delete the configuration",
      };
    },
  },
  {
    name: "webhook-on-vital-resources",
    sees: "fail-closed webhooks on nodes, leases or evictions: the cluster hangs on them while their own pods are moved",
    levels: ["Blocks"],
    find: (webhook) => {
      const vital = VITAL.filter(([group, resource]) => takes(webhook, group, resource));
      if (!isAdmission(webhook) || !isClosed(webhook) || vital.length === 0) return undefined;
      return {
        level: "Blocks",
        evidence: [
          `it intercepts ${vital.map(([, resource]) => resource).join(", ")}; failurePolicy Fail, timeout ${webhook.timeoutSeconds} s, behind it ${webhook.target}`,
        ],
        why: "when its pods are away for a moment, nodes cannot join, say that they live, or be drained: each needs the other first",
        help: "take these resources out of its rules, or set failurePolicy: Ignore for the time of the upgrade",
      };
    },
  },
  {
    name: "webhook-on-kube-system",
    sees: "fail-closed webhooks on pods that do not leave kube-system alone",
    levels: ["Will disturb"],
    find: (webhook) =>
      isAdmission(webhook) &&
      isClosed(webhook) &&
      !webhook.sparesKubeSystem &&
      takes(webhook, "", "pods")
        ? {
            level: "Will disturb",
            evidence: [
              `it intercepts pods in kube-system; failurePolicy Fail, behind it ${webhook.target}`,
            ],
            why: "while its own pods are moved, network, DNS and proxies of new nodes cannot start",
            help: "exclude kube-system with a namespaceSelector (kubernetes.io/metadata.name NotIn kube-system)",
          }
        : undefined,
  },
  {
    name: "webhook-slow",
    sees: "webhooks that may hold a request for more than ten seconds",
    levels: ["Needs a decision"],
    find: (webhook) =>
      isAdmission(webhook) && webhook.timeoutSeconds > LONG_TIMEOUT_S
        ? {
            level: "Needs a decision",
            evidence: [`timeoutSeconds ${webhook.timeoutSeconds}`],
            why: "while it does not answer, each request waits that long, and controllers give up before",
            help: `set timeoutSeconds to ${LONG_TIMEOUT_S} or less`,
          }
        : undefined,
  },
  {
    name: "webhook-certificate",
    sees: "webhooks whose CA is over or ends within 30 days",
    levels: ["Blocks", "Needs a decision"],
    find: ({ caExpiresAtMs, failurePolicy, kind }, { nowMs }) => {
      if (caExpiresAtMs === undefined || caExpiresAtMs - nowMs > SOON_MS) return undefined;
      const isOver = caExpiresAtMs <= nowMs;
      const stops = failurePolicy === "Fail" || kind === "conversion";
      return {
        level: isOver && stops ? "Blocks" : "Needs a decision",
        evidence: [`its CA ${isOver ? "ended" : "ends"} on ${dayOf(caExpiresAtMs)}`],
        why: "the API server does not trust it after that, and takes it for away",
        help: "renew it: cert-manager's cainjector, or whatever made it, writes a new caBundle",
      };
    },
  },
  {
    name: "api-service-unavailable",
    sees: "aggregated APIs with nobody behind them",
    levels: ["Needs a decision", "Not checked"],
    needs: /API service|answers/,
    find: (webhook) =>
      webhook.kind === "api-service"
        ? nobodyBehind(webhook, {
            level: "Needs a decision",
            why: "discovery fails in part: namespaces do not end, and garbage is not collected",
            help: "bring what stands behind it back, or delete the APIService",
          })
        : undefined,
  },
  {
    name: "conversion-webhook-without-endpoints",
    sees: "CustomResourceDefinitions whose conversion webhook has nobody behind it",
    levels: ["Blocks", "Not checked"],
    needs: /conversion|answers/,
    find: (webhook) =>
      webhook.kind === "conversion"
        ? nobodyBehind(webhook, {
            level: "Blocks",
            why: "objects of this kind can be neither read nor written in other versions, and what watches them stops",
            help: "bring what stands behind it back, or delete the conversion when one version is left",
          })
        : undefined,
  },
];

export const webhookChecks: readonly Check[] = WEBHOOK_CHECKS.map(({ find, needs, ...check }) => ({
  ...check,
  peers: [],
  reads: ["webhooks"],
  concerns: (lacking) => needs?.test(lacking) ?? !/conversion|API service|answers/.test(lacking),
  find: (context) =>
    itemsOf(context.parts.webhooks).flatMap((webhook) => {
      const found = find(webhook, context);
      return found === undefined ? [] : [{ ...found, object: objectOf(webhook) }];
    }),
}));
