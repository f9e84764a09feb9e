import type { Facts } from "../../knowledge/knowledge.ts";
import type { ApiUseFacts } from "../../model/cluster-facts.ts";
import type { ListRead, Look } from "../kubernetes/read-list.ts";
import { missingRight } from "../kubernetes/missing.ts";
import { whyFailed } from "../kubernetes/read-list.ts";

const METRICS = { resource: "/metrics", group: "" };

/**
 * Deprecated APIs that clients asked the API server for since it started, as it counts them itself.
 * Of several API servers the one that answers is asked; who the clients are it does not tell.
 */
export async function readRequested(
  { reader, enter }: Look,
  facts: Facts,
): Promise<ListRead<readonly ApiUseFacts[]>> {
  try {
    const answer = await enter(() =>
      reader.text({ resource: "", group: "", path: METRICS.resource }),
    );
    if (answer.kind === "denied") return { kind: "missing", missing: missingRight("get", METRICS) };
    if (answer.kind === "not-served") return answer;
    return { kind: "read", value: requestedIn(answer.text, facts), unreadable: undefined };
  } catch (error) {
    return { kind: "missing", missing: whyFailed(METRICS, error) };
  }
}

type Labels = Readonly<Record<string, string>>;

/** The uses in an API server's metrics (Prometheus' text format). */
export function requestedIn(metrics: string, facts: Facts): readonly ApiUseFacts[] {
  const asked = samplesOf(metrics, "apiserver_requested_deprecated_apis").filter(
    ({ value }) => value > 0,
  );
  if (asked.length === 0) return [];
  const requests = samplesOf(metrics, "apiserver_request_total");
  const byApi = new Map(asked.map(({ labels }) => [apiOf(labels), labels]));
  return [...byApi].map(([api, labels]) => {
    const { group = "", version = "", resource = "" } = labels;
    const counted = requests.filter((sample) => apiOf(sample.labels) === api);
    return {
      by: "requested",
      group,
      version,
      kind: kindOf(facts, { group, version, resource }),
      objects: [],
      count: Math.max(1, Math.round(counted.reduce((sum, { value }) => sum + value, 0))),
      who: [],
    };
  });
}

const apiOf = ({ group = "", version = "", resource = "" }: Labels): string =>
  `${group}/${version}/${resource}`;

/** The API server counts by resource, the knowledge goes by kind. */
function kindOf(
  facts: Facts,
  api: { readonly group: string; readonly version: string; readonly resource: string },
): string {
  const record = facts
    .apis()
    .find(
      ({ group, version, resource }) =>
        group === api.group && version === api.version && resource === api.resource,
    );
  return record?.kind ?? api.resource;
}

/** The samples of one metric. Metrics are megabytes: only lines that begin with its name are looked at. */
export function samplesOf(
  metrics: string,
  name: string,
): readonly { readonly labels: Labels; readonly value: number }[] {
  const samples: { labels: Labels; value: number }[] = [];
  const begin = `${name}{`;
  for (let at = metrics.indexOf(begin); at !== -1; at = metrics.indexOf(begin, at + 1)) {
    if (at > 0 && metrics[at - 1] !== "\n") continue;
    const end = metrics.indexOf("\n", at);
    const line = metrics.slice(at + begin.length, end === -1 ? undefined : end);
    const match = /^((?:[^"}]|"(?:[^"\\]|\\.)*")*)\}\s+(\S+)/.exec(line);
    if (match === null) continue;
    samples.push({ labels: labelsOf(match[1] ?? ""), value: Number(match[2]) || 0 });
  }
  return samples;
}

function labelsOf(text: string): Labels {
  const pairs = [...text.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)];
  return Object.fromEntries(
    pairs.map(([, key = "", value = ""]) => [key, value.replaceAll(/\\(.)/g, "$1")]),
  );
}
