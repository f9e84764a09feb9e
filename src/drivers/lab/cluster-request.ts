import { nameSchema, SCHEMA_VERSION } from "../../model/names.ts";
import { asked, type LabCluster } from "./cluster-file.ts";
import { withNewNodes } from "./node-changes.ts";
import { findRelease } from "./releases.ts";

export interface PoolRequest {
  readonly name: string;
  readonly size: number;
  readonly zones?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

export interface UpRequest {
  readonly name: string;
  /** `1.34` or `1.34.4`; the oldest release that is installed when left out. */
  readonly kubernetes?: string | undefined;
  readonly pools?: readonly PoolRequest[] | undefined;
  readonly containerStartMs?: number | undefined;
}

/** What the lab could not do, in words for a person. */
export interface LabProblem {
  readonly kind: "problem";
  readonly why: string;
  readonly help: string;
}

/** What this machine can do, as far as a request depends on it. */
export interface LabReleases {
  /** Kubernetes releases that the lab can build, oldest first. */
  readonly known: readonly string[];
  /** Those of them that are built. */
  readonly installed: readonly string[];
  readonly etcd: string;
  readonly etcdInstalled: boolean;
}

const DEFAULT_ZONES = ["zone-a", "zone-b", "zone-c"] as const;
const DEFAULT_POOLS: readonly PoolRequest[] = [{ name: "general", size: 3 }];
const DEFAULT_CONTAINER_START_MS = 1_000;

/**
 * The cluster that the request asks for: a new one, or the one that is there (`there`) once more.
 * A version or pools that differ from what is there are refused, because changing them is what
 * rollouts are for.
 */
export function decideUp(
  there: LabCluster | undefined,
  request: UpRequest,
  releases: LabReleases,
): LabCluster | LabProblem {
  if (!nameSchema.safeParse(request.name).success) {
    return problem(
      `"${request.name}" is no name for a cluster`,
      "use lower-case letters, digits and '-', beginning and ending with a letter or digit",
    );
  }
  const next = there === undefined ? create(request, releases) : again(there, request);
  if (next.kind === "problem") return next;
  return notInstalled(next, releases) ?? next;
}

function create(request: UpRequest, releases: LabReleases): LabCluster | LabProblem {
  const { known, installed } = releases;
  const kubernetes =
    request.kubernetes === undefined
      ? (installed[0] ?? known[0])
      : findRelease(request.kubernetes, known);
  if (kubernetes === undefined) {
    return problem(
      `the lab has no Kubernetes ${request.kubernetes ?? ""}`,
      `it can build ${known.join(", ")}`,
    );
  }
  const pools = (request.pools ?? DEFAULT_POOLS).map(({ name, size, zones, labels }) => ({
    name,
    size,
    zones: zones ?? [...DEFAULT_ZONES],
    labels: labels ?? {},
  }));
  const empty: LabCluster = {
    schemaVersion: SCHEMA_VERSION,
    kind: "LabCluster",
    name: request.name,
    generation: 1,
    state: "up",
    etcd: releases.etcd,
    kubernetes,
    containerStartMs: request.containerStartMs ?? DEFAULT_CONTAINER_START_MS,
    pools,
    nodes: [],
    leaving: [],
    lastNode: 0,
  };
  return pools.reduce((cluster, pool) => withNewNodes(cluster, pool, kubernetes, pool.size), empty);
}

function again(there: LabCluster, request: UpRequest): LabCluster | LabProblem {
  const release = request.kubernetes && findRelease(request.kubernetes, [there.kubernetes]);
  if (request.kubernetes !== undefined && release === undefined) {
    return problem(
      `lab cluster ${there.name} is there already, with Kubernetes ${there.kubernetes}`,
      `upgrade it with a rollout, or take it away first: fleetlift lab down ${there.name}`,
    );
  }
  const differs = request.pools?.some(
    ({ name, size }) => !there.pools.some((pool) => pool.name === name && pool.size === size),
  );
  if (differs === true) {
    const pools = there.pools.map(({ name, size }) => `${name}=${size}`).join(", ");
    return problem(
      `lab cluster ${there.name} is there already, with pools ${pools}`,
      `leave --pool out to bring it back as it was, or take it away first: fleetlift lab down ${there.name}`,
    );
  }
  return asked(there, { state: "up" });
}

function notInstalled(cluster: LabCluster, lab: LabReleases): LabProblem | undefined {
  const releases = [cluster.kubernetes, ...cluster.nodes.map(({ kubelet }) => kubelet)];
  const missing = [...new Set(releases)].filter((release) => !lab.installed.includes(release));
  if (missing.length === 0 && lab.etcdInstalled) return undefined;
  const names = missing.length === 0 ? [cluster.kubernetes] : missing;
  return problem(
    missing.length === 0
      ? `etcd ${cluster.etcd} is not installed in the lab`
      : `Kubernetes ${missing.join(", ")} is not installed in the lab`,
    `fleetlift lab install ${names.join(" ")}    (builds from source, several minutes each, once)`,
  );
}

export function problem(why: string, help: string): LabProblem {
  return { kind: "problem", why, help };
}
