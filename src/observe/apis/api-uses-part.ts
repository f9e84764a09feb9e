import type { Facts } from "../../knowledge/knowledge.ts";
import type { ApiUseFacts, Part } from "../../model/cluster-facts.ts";
import type { HelmReleases } from "../helm/read-releases.ts";
import { keepMost } from "../keep-most.ts";
import { lackingFrom, missingOf, notSeen, seen } from "../kubernetes/missing.ts";
import type { ListRead, Look } from "../kubernetes/read-list.ts";
import type { ReadCrd } from "../observe-crds.ts";
import { readRequested } from "./requested.ts";
import { readStored, storedLacking, storedUses } from "./stored.ts";
import { readWritten } from "./written.ts";

/** Every use of a deprecated or removed API that can be seen, in whichever way. */
export async function apiUsesPart(
  look: Look,
  facts: Facts,
  crds: ListRead<readonly ReadCrd[]>,
  helm: Promise<HelmReleases>,
): Promise<Part<ApiUseFacts>> {
  const [requested, written, stored, releases] = await Promise.all([
    readRequested(look, facts),
    readWritten(look, facts, crds.kind === "read" ? crds.value : []),
    readStored(look),
    helm,
  ]);
  const seenAtAll =
    requested.kind !== "missing" || written.reads.some(({ kind }) => kind === "read");
  if (!seenAtAll) return notSeen([...missingOf(requested), ...written.missing]);
  const uses = [
    ...(requested.kind === "read" ? requested.value : []),
    ...written.uses,
    ...storedUses(stored, facts),
    ...releases.uses,
  ];
  const kept = keepMost(uses, ({ count }) => Math.min(count, 1_000), inOrder);
  return seen(kept.items, {
    reads: written.reads,
    more: kept.more,
    lacking: [
      ...lackingFrom("requests to deprecated APIs", missingOf(requested)),
      ...requestedNotServed(requested),
      ...lackingFrom("managed fields and last-applied annotations", written.missing),
      ...storedLacking(stored),
      ...lackingFrom("manifests of Helm releases", releases.missing),
    ],
  });
}

function requestedNotServed(requested: ListRead<unknown>) {
  if (requested.kind !== "not-served") return [];
  return [
    {
      what: "requests to deprecated APIs",
      why: "the API server has no metrics at /metrics",
      help: "look in its audit log for the annotation k8s.io/deprecated",
    },
  ];
}

function inOrder(a: ApiUseFacts, b: ApiUseFacts): number {
  const [left = "", right = ""] = [a, b].map(
    ({ group, kind, version, by, who }) => `${group} ${kind} ${version} ${by} ${who.join()}`,
  );
  return left < right ? -1 : Number(left > right);
}
