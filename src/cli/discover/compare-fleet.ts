import path from "node:path";
import type { Access, Fleet, Member, Provider } from "../../model/fleet.ts";
import { fitsPattern } from "../../drivers/inventory/context-pattern.ts";
import type { FoundCluster } from "./group-twins.ts";

/** Where was looked: only what should have been found there can be gone. */
export interface Scope {
  /** Patterns of contexts, none for all; undefined when no kubeconfig was looked through. */
  readonly contexts: readonly string[] | undefined;
  readonly kubeconfig: string | undefined;
  /** Contexts of management clusters. */
  readonly managements: readonly string[];
}

export interface Comparison {
  /** Found, and in the fleet under a name of its own. */
  readonly known: readonly { readonly found: FoundCluster; readonly cluster: string }[];
  /** Found, and not in the fleet. */
  readonly added: readonly FoundCluster[];
  /** In the fleet, and not found where it should be. */
  readonly gone: readonly { readonly cluster: string; readonly why: string }[];
}

/** A fleet against what was found. A cluster is known by its context, or by its provider's names for it. */
export function compareFleet(
  fleet: Fleet,
  found: readonly FoundCluster[],
  scope: Scope,
): Comparison {
  const members = fleet.clusters.flatMap(({ name, current, others }) =>
    [current, ...others].map((member) => ({ cluster: name, member })),
  );
  const isIn = (one: FoundCluster, { access, provider }: Member): boolean =>
    one.ways.some(
      (way) =>
        isSameAccess(way.access, access) ||
        (way.provider.kind === "known" &&
          isSameProvider(way.provider.provider, provider, way.name)),
    );
  return {
    known: found.flatMap((one) => {
      const there = members.find(({ member }) => isIn(one, member));
      return there === undefined ? [] : [{ found: one, cluster: there.cluster }];
    }),
    added: found.filter((one) => !members.some(({ member }) => isIn(one, member))),
    gone: members
      .filter(({ member }) => !found.some((one) => isIn(one, member)))
      .flatMap(({ cluster, member }) => {
        const why = missingFrom(member, scope);
        return why === undefined ? [] : [{ cluster, why }];
      }),
  };
}

/** One file may be named or not: the context decides then. */
function isSameAccess(found: Access, there: Access): boolean {
  if (found.context === undefined || found.context !== there.context) return false;
  if (found.kubeconfig === undefined || there.kubeconfig === undefined) return true;
  return path.resolve(found.kubeconfig) === path.resolve(there.kubeconfig);
}

/** All that both say is the same, and they say enough to mean one cluster. */
function isSameProvider(found: Provider, there: Provider, name: string): boolean {
  if (found.kind !== there.kind || (found.cluster ?? name) !== there.cluster) return false;
  const [a, b] = [partsOf(found), partsOf(there)];
  const shared = Object.keys(a).filter((part) => b[part] !== undefined);
  return shared.length > 0 && shared.every((part) => a[part] === b[part]);
}

function partsOf({ kind: _kind, cluster: _cluster, ...parts }: Provider): Record<string, unknown> {
  return parts;
}

/** Undefined for what was not looked for. */
function missingFrom({ access, provider }: Member, scope: Scope): string | undefined {
  if (provider.kind === "cluster-api" && provider.management !== undefined) {
    if (!scope.managements.includes(provider.management)) return undefined;
    const object = [provider.namespace, provider.cluster].filter(Boolean).join("/");
    return `there is no Cluster ${object} in context ${provider.management} any more`;
  }
  const { context } = access;
  const { contexts } = scope;
  if (context === undefined || contexts === undefined) return undefined;
  const looked = contexts.length === 0 || contexts.some((pattern) => fitsPattern(pattern, context));
  const here =
    access.kubeconfig === undefined ||
    scope.kubeconfig === undefined ||
    path.resolve(access.kubeconfig) === path.resolve(scope.kubeconfig);
  return looked && here ? `there is no context ${context} in the kubeconfig any more` : undefined;
}
