import { createConnect } from "../drivers/connect.ts";
import {
  missingKnowledge,
  type KnowledgeGap,
  type KnownCluster,
} from "../knowledge/missing-knowledge.ts";
import type { Cluster } from "../model/fleet.ts";
import { snapshotOf } from "../model/snapshot-document.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { observeClusters, type Observation } from "../observe/observe-cluster.ts";
import { outsidesOf } from "../server/outsides.ts";
import { resolveFleet } from "../spec/resolve-fleet.ts";
import { dataDirOf } from "./api-client.ts";
import type { Cli } from "./cli.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import type { KnowledgeOptions } from "./knowledge.ts";
import type { FileDocument } from "./read-files.ts";
import { readWithFacts } from "./read-with-facts.ts";
import { renderObjects, type Look } from "./render/output.ts";
import { UserError } from "./user-error.ts";

export interface CheckOptions extends KnowledgeOptions {
  readonly filename: readonly string[];
  readonly dataDir?: string;
}

/**
 * Looks at the clusters of the files' fleets, in this process, or takes snapshots that were given,
 * and prints what the knowledge lacks for them. Something that is missing needs a person: exit code 3.
 */
export async function checkKnowledge(cli: Cli, options: CheckOptions): Promise<ExitCode> {
  const { documents, facts } = readWithFacts(options.filename);
  const clusters = clustersOf(documents);
  const connect = createConnect(outsidesOf(dataDirOf(options), cli.clock));
  const nowMs = cli.clock.nowMs();
  const seen = await observeClusters(connect, clusters, nowMs, { given: givenIn(documents) });
  const known = clusters.map((cluster, index) => asKnown(cluster, seen[index]));
  const gaps = missingKnowledge(facts, known, nowMs);
  const { output = "table" } = options;
  if (gaps.length > 0 || output === "json" || output === "yaml") {
    cli.terminal.out(await renderObjects(gapLook(clusters.length), gaps, output, false));
  }
  cli.terminal.err(`${summary(gaps, clusters.length)}\n`);
  return gaps.length === 0 ? exitCodes.done : exitCodes.needsPerson;
}

/** Snapshots that were given in place of a look, by cluster. */
function givenIn(documents: readonly FileDocument[]): ReadonlyMap<string, Snapshot> {
  return new Map(
    documents.flatMap(({ document }) =>
      document.kind === "Snapshot" ? [[document.metadata.name, snapshotOf(document)] as const] : [],
    ),
  );
}

function clustersOf(documents: readonly FileDocument[]): readonly Cluster[] {
  const clusters = documents.flatMap(({ document }) =>
    document.kind === "Fleet" ? resolveFleet(document).clusters : [],
  );
  if (clusters.length > 0) return clusters;
  throw new UserError(
    "there is no Fleet in these files, and so nothing to check",
    "name the file of a fleet with -f",
    exitCodes.wrongInput,
  );
}

function asKnown({ name, current }: Cluster, seen: Observation | undefined): KnownCluster {
  const provider = current.provider.kind;
  if (seen?.kind !== "seen")
    return { name, provider, seen: { error: seen?.error ?? "not looked at" } };
  const { controlPlane, pools, available } = seen.snapshot;
  const kubelets = pools.flatMap(({ nodes }) => nodes.map(({ kubeletVersion }) => kubeletVersion));
  const running = [
    controlPlane.version,
    ...controlPlane.servers.map(({ version }) => version),
    ...kubelets.filter((version) => version !== undefined),
  ];
  return { name, provider, seen: { running, available } };
}

const gapLook = (total: number): Look<KnowledgeGap> => ({
  kind: "gaps",
  name: ({ rule, what }) => `${rule}/${what.replaceAll(" ", "/")}`,
  columns: [
    { title: "missing", value: ({ rule }) => rule },
    { title: "what", value: ({ what }) => what },
    {
      title: "clusters",
      value: ({ clusters }) => (clusters.length === 0 ? "all" : `${clusters.length} of ${total}`),
    },
    { title: "why", value: ({ why }) => why },
    { title: "names", value: ({ clusters }) => clusters.join(","), wide: true },
    { title: "help", value: ({ help }) => help, wide: true },
  ],
});

function summary(gaps: readonly KnowledgeGap[], clusters: number): string {
  const about = `${clusters} ${clusters === 1 ? "cluster" : "clusters"}`;
  if (gaps.length === 0) return `nothing is missing for ${about}`;
  return `${gaps.length} ${gaps.length === 1 ? "gap" : "gaps"} for ${about}; what would help: -o wide`;
}
