import type { Part, WebhookFacts } from "../../model/cluster-facts.ts";
import { keepMost } from "../keep-most.ts";
import { lackingFrom, missingOf, notSeen, seen } from "../kubernetes/missing.ts";
import type { ListRead, Look } from "../kubernetes/read-list.ts";
import { readEndpoints } from "./endpoints.ts";
import { readApiServices, readWebhooks, type Called } from "./read-webhooks.ts";

/**
 * Webhooks, conversions and API services, with how many answer for each. `conversions` are those
 * of the CRDs, which are read elsewhere.
 */
export async function webhooksPart(
  look: Look,
  kubeSystem: Readonly<Record<string, string>>,
  conversions: ListRead<readonly Called[]>,
): Promise<Part<WebhookFacts>> {
  const [validating, mutating, apiServices] = await Promise.all([
    readWebhooks(look, "validating", kubeSystem),
    readWebhooks(look, "mutating", kubeSystem),
    readApiServices(look),
  ]);
  // The two that stand in the way of everything; without one of them the part was not seen.
  const missing = missingOf(validating, mutating);
  if (missing.length > 0) return notSeen(missing);
  const reads = [validating, mutating, conversions, apiServices];
  const called = reads.flatMap((read) => (read.kind === "read" ? read.value : []));
  const services = called.flatMap(({ service }) => (service === undefined ? [] : [service]));
  const endpoints = await readEndpoints(look, services);
  const facts = called.map((each) => withEndpoints(each, endpoints));
  const kept = keepMost(facts, isNoteworthy, inOrder);
  return seen(kept.items, {
    reads,
    more: kept.more,
    lacking: [
      ...lackingFrom("conversions of custom resources", missingOf(conversions)),
      ...lackingFrom("API services", missingOf(apiServices)),
      ...lackingFrom("whether anyone answers webhooks", onePerReason([...endpoints.values()])),
    ],
  });
}

function withEndpoints(
  { facts, service }: Called,
  endpoints: ReadonlyMap<string, ListRead<number>>,
): WebhookFacts {
  const read = service && endpoints.get(`${service.namespace}/${service.name}`);
  return { ...facts, ...(read?.kind === "read" && { endpoints: read.value }) };
}

/** Every Service is asked for by itself, and what is missing for one is missing for all. */
function onePerReason(reads: readonly ListRead<unknown>[]) {
  return missingOf(...reads).slice(0, 1);
}

function isNoteworthy({ failurePolicy, endpoints, sparesKubeSystem }: WebhookFacts): number {
  return (
    2 * Number(failurePolicy === "Fail") + 4 * Number(endpoints === 0) + Number(!sparesKubeSystem)
  );
}

function inOrder(a: WebhookFacts, b: WebhookFacts): number {
  const [left, right] = [a, b].map(
    ({ kind, configuration, name }) => `${kind} ${configuration} ${name}`,
  );
  return (left ?? "") < (right ?? "") ? -1 : Number(left !== right);
}
