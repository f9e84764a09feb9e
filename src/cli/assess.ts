import { assess } from "../assess/assess.ts";
import type { FoldBy } from "../assess/fold-findings.ts";
import { isAtLeast } from "../assess/order-findings.ts";
import { queriesOf } from "../assess/risks/queries-of.ts";
import { wayOf } from "../assess/risks/risks-on-the-way.ts";
import { createConnect } from "../drivers/connect.ts";
import type { Facts } from "../knowledge/knowledge.ts";
import type { Finding, FindingLevel } from "../model/finding.ts";
import type { Provider } from "../model/fleet.ts";
import { targetVersionSchema } from "../model/version.ts";
import type { Target } from "../model/rollout.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { isPreRelease, newestOf } from "../knowledge/version-order.ts";
import { observeClusters, type Observation } from "../observe/observe-cluster.ts";
import { outsidesOf } from "../server/outsides.ts";
import { dataDirOf } from "./api-client.ts";
import { named, scopeOf, type Assessed, type Scope } from "./assess-scope.ts";
import type { Cli } from "./cli.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { factsHere } from "./pack/packs-here.ts";
import { readWithFacts } from "./read-with-facts.ts";
import { findingLook } from "./render/assess-look.ts";
import { renderAssessment, type AssessedCluster } from "./render/assess-text.ts";
import { renderObjects, type Format } from "./render/output.ts";
import { UserError } from "./user-error.ts";
import { wayOfAssessed } from "./way-of-assessed.ts";

export interface AssessOptions {
  readonly filename: readonly string[];
  readonly target?: string;
  readonly cluster?: readonly string[];
  readonly provider: Provider["kind"];
  readonly level?: readonly FindingLevel[];
  readonly failOn: FindingLevel | "none";
  readonly by: FoldBy;
  readonly all: boolean;
  readonly output?: Exclude<Format, "table">;
  readonly dataDir?: string;
  /** Packs whose checks and facts are asked, beside installed ones. */
  readonly pack?: readonly string[];
}

/**
 * `fleetlift assess`: looks at the clusters in this process, or takes the snapshots that were given,
 * and prints what stands in the way. The exit code says whether something fails (semantics 10).
 */
export async function assessClusters(
  cli: Cli,
  names: readonly string[],
  options: AssessOptions,
): Promise<ExitCode> {
  const known = await factsHere(options);
  const { documents, facts } = readWithFacts(options.filename, known);
  const target = versionOf(options.target);
  const asked = [...names, ...(options.cluster ?? [])];
  const scope = named(scopeOf(documents, { ...options, target }), asked);
  const seen = await look(cli, scope, options, facts);
  const clusters = scope.assessed.map((each) => assessOne(each, seen.get(each.name), facts));
  await print(cli, clusters, options);
  return exitCodeOf(clusters, options);
}

/** Wrong words for a version are refused before anything is looked at. */
function versionOf(target: string | undefined): string | undefined {
  if (target === undefined) return undefined;
  const read = targetVersionSchema.safeParse(target);
  if (read.success) return read.data;
  throw new UserError(
    `--target ${target}: expected a version, like 1.36 or 1.36.3`,
    "",
    exitCodes.wrongInput,
  );
}

async function look(
  cli: Cli,
  { assessed, given }: Scope,
  options: AssessOptions,
  facts: Facts,
): Promise<ReadonlyMap<string, Observation>> {
  const connect = createConnect(outsidesOf(dataDirOf(options), cli.clock));
  const clusters = assessed.flatMap(({ cluster }) => (cluster === undefined ? [] : [cluster]));
  const unique = [...new Map(clusters.map((cluster) => [cluster.name, cluster])).values()];
  const seen = await observeClusters(connect, unique, cli.clock.nowMs(), {
    facts: true,
    given,
    queries: (snapshot) => queriesFor(snapshot, assessed, facts),
    sleep: (ms) => cli.clock.sleep(ms),
    onSeen: progress(cli, unique.length),
  });
  const alone = [...given].map(([cluster, snapshot]): Observation => ({
    kind: "seen",
    cluster,
    snapshot,
  }));
  return new Map([...alone, ...seen].map((each) => [each.cluster, each]));
}

/** What the rules of the risks ask of a cluster's metrics, on every way that it is assessed for. */
function queriesFor(
  snapshot: Snapshot,
  assessed: readonly Assessed[],
  facts: Facts,
): readonly string[] {
  const ways = assessed
    .filter(({ name }) => name === snapshot.cluster)
    .map(({ target, provider }) =>
      wayOf(snapshot, provider, (target ?? newestOffered(snapshot)).kubernetes),
    );
  return [...new Set(ways.flatMap((way) => queriesOf(facts, way)))];
}

/** A large fleet takes minutes: whoever watches sees it go on. */
function progress({ terminal }: Cli, total: number): () => void {
  let done = 0;
  return () => {
    done += 1;
    if (!terminal.live || total < 2) return;
    terminal.err(`\r${done} of ${total} clusters${done === total ? "\n" : ""}`);
  };
}

function assessOne(
  assessed: Assessed,
  seen: Observation | undefined,
  facts: Facts,
): AssessedCluster {
  const { name, labels, provider, nodes, accepted, strategy } = assessed;
  if (seen?.kind !== "seen") {
    return { name, error: seen?.error ?? "it was not looked at", findings: [] };
  }
  const { snapshot } = seen;
  const target = assessed.target ?? newestOffered(snapshot);
  const { moved, taken } = wayOfAssessed(assessed, snapshot, target, facts);
  const request = { snapshot, target, provider, labels, nodes, facts, accepted, strategy };
  return {
    name,
    from: snapshot.controlPlane.version,
    to: target.kubernetes,
    observedAtMs: snapshot.observedAtMs,
    accepted: accepted.map((risk) => risk.name).filter((risk) => !taken.includes(risk)),
    findings: assess({ ...request, movedAddons: moved }),
  };
}

/** Without a target, the question is what the next upgrade would meet. */
function newestOffered({ available, controlPlane }: Snapshot): Target {
  const released = [...available, controlPlane.version].filter((each) => !isPreRelease(each));
  const newest = newestOf(released);
  return newest !== undefined && "newest" in newest ? { kubernetes: newest.newest } : {};
}

async function print(
  cli: Cli,
  clusters: readonly AssessedCluster[],
  options: AssessOptions,
): Promise<void> {
  const { output, level, by, all, failOn } = options;
  const isShown = (finding: Finding): boolean => level?.includes(finding.level) ?? true;
  if (output === undefined) {
    cli.terminal.out(renderAssessment(clusters, { by, all, failOn, levels: level }));
    return;
  }
  const findings = clusters.flatMap((cluster) => cluster.findings).filter(isShown);
  cli.terminal.out(await renderObjects(findingLook, findings, output, false));
  for (const { name, error } of clusters) {
    if (error !== undefined) cli.terminal.err(`${name} could not be seen: ${error}\n`);
  }
}

function exitCodeOf(clusters: readonly AssessedCluster[], { failOn }: AssessOptions): ExitCode {
  const isFailing = ({ level, accepted }: Finding): boolean =>
    failOn !== "none" && accepted === undefined && isAtLeast(level, failOn);
  if (clusters.some(({ findings }) => findings.some(isFailing))) return exitCodes.findings;
  return clusters.some(({ error }) => error !== undefined) ? exitCodes.failed : exitCodes.done;
}
