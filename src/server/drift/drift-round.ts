/**
 * Job: one look at whether the clusters of a fleet are where `desired` says, and what comes of it.
 * Owns: the stream `drift/FLEET`: drift that was seen and is not closed, and what was decided, each
 * told when it changes. Level-triggered: a round that was cut off is made good by the next one.
 */
import { changedBy, changeTo, isForeign } from "../../actions/foreign-writer.ts";
import type { Json } from "../../model/data.ts";
import type { EventBody } from "../../model/event.ts";
import {
  fleetSchema,
  type Cluster,
  type Desired,
  type Fleet,
  type Member,
} from "../../model/fleet.ts";
import { rolloutSchema } from "../../model/rollout.ts";
import { selects } from "../../model/selector.ts";
import { observeClusters, type Observation } from "../../observe/observe-cluster.ts";
import {
  decideDrift,
  type DriftDecision,
  type HeldCluster,
  type OtherRollout,
} from "../../plan/drift/decide-drift.ts";
import { driftOf } from "../../plan/drift/drift-of.ts";
import { heldRollout } from "../../plan/drift/held-rollout.ts";
import type { Connect } from "../../ports/connect.ts";
import { PortError } from "../../ports/port-error.ts";
import type { RolloutView } from "../../report/rollout-view.ts";
import { resolveFleet } from "../../spec/resolve-fleet.ts";
import { applyRollout } from "../apply.ts";
import type { Core } from "../core.ts";
import { ownStream, readOwnStream, type OwnStream } from "../own-stream.ts";

const ACTOR = "fleetlift";

/** What one fleet's clusters were found to be at the last look. */
export interface DriftView {
  readonly fleet: string;
  readonly desired: string;
  readonly lookedAtMs: number;
  readonly clusters: readonly HeldCluster[];
  /** What was decided, with its reason. */
  readonly decision: string;
  readonly needsPerson: boolean;
}

export interface DriftRound {
  readonly core: Core;
  readonly connect: Connect;
}

/** Of one fleet: what was told, so that it is told once. */
export interface Told {
  readonly stream: OwnStream;
  readonly drift: Map<string, string>;
  decision: string;
}

/** What earlier rounds told of a fleet, also those of another process. */
export async function readTold({ records }: Pick<Core, "records">, fleet: string): Promise<Told> {
  const name = `drift/${fleet}`;
  const told: Told = { stream: ownStream(records, name), drift: new Map(), decision: "" };
  for await (const { kind, cluster, reason } of readOwnStream(records, name)) {
    if (cluster === undefined) told.decision = reason;
    else if (kind === "drift.seen") told.drift.set(cluster, reason);
    else told.drift.delete(cluster);
  }
  return told;
}

/** One round of a fleet that has a desired version; `json` is its document as it was applied. */
export async function driftRound(
  { core, connect }: DriftRound,
  json: string,
  told: Told,
): Promise<DriftView | undefined> {
  const written: unknown = JSON.parse(json);
  const fleet = resolveFleet(fleetSchema.parse(written));
  const { desired } = fleet;
  if (desired === undefined) return undefined;
  const nowMs = core.clock.nowMs();
  const chosen = chosenOf(fleet, desired);
  const seen = await observeClusters(connect, chosen, nowMs);
  const clusters = await Promise.all(
    seen.map(async (each, index) => {
      const held = heldCluster(each, desired);
      const member = chosen[index]?.current;
      return member === undefined ? held : await withWho(connect, held, each, member, told);
    }),
  );
  const rollouts = await rolloutsOf(core, fleet.name);
  const decision = decideDrift(fleet.name, desired, clusters, rollouts, nowMs);
  await tell(told, clusters, decision, nowMs);
  if (decision.kind === "roll-out") await rollOut(core, fleet, desired, decision.rollout, written);
  return {
    fleet: fleet.name,
    desired: desired.kubernetes,
    lookedAtMs: nowMs,
    clusters,
    decision: wordsOf(decision),
    needsPerson: decision.kind === "nothing" && decision.needsPerson,
  };
}

function chosenOf(fleet: Fleet, { selector = {} }: Desired): readonly Cluster[] {
  // A version that somebody else's code owns is theirs to hold.
  return fleet.clusters.filter(
    ({ labels, managedBy }) => managedBy === undefined && selects(selector, labels),
  );
}

function heldCluster(seen: Observation, { kubernetes }: Desired): HeldCluster {
  const name = seen.cluster;
  return seen.kind === "seen"
    ? { name, drift: driftOf(kubernetes, seen.snapshot) }
    : { name, drift: { kind: "unseen", words: seen.error } };
}

/**
 * Says who moved a cluster that has drifted, where its provider keeps a record of that. Asked once
 * for each drift: what was told of it stays.
 */
async function withWho(
  connect: Connect,
  held: HeldCluster,
  seen: Observation,
  member: Member,
  { drift: known }: Told,
): Promise<HeldCluster> {
  const { name, drift } = held;
  if (seen.kind === "unseen" || (drift.kind !== "behind" && drift.kind !== "ahead")) return held;
  const { words } = drift;
  const before = known.get(name);
  if (before !== undefined && (before === words || before.startsWith(`${words}${WHO}`)))
    return { name, drift: { ...drift, words: before } };
  const view = await connect(member)
    .then(({ provider }) => provider.observe())
    .catch((error: unknown) => passes(error));
  const change = view && changeTo(view, seen.snapshot.controlPlane.version);
  if (!isForeign(change)) return held;
  return { name, drift: { ...drift, words: `${words}${WHO}${changedBy(change)}` } };
}

const WHO = "; ";

/** Who it was is not worth a look that fails. */
function passes(error: unknown): undefined {
  if (!(error instanceof PortError)) throw error;
  return undefined;
}

async function rolloutsOf(core: Core, fleet: string): Promise<readonly OtherRollout[]> {
  const book = await core.readSide.upToDate();
  return book
    .rollouts()
    .map((rollout) => rollout.view())
    .filter((view) => view.fleet === fleet)
    .map(otherRollout);
}

function otherRollout({ name, phase, plan, clusters, endedAtMs }: RolloutView): OtherRollout {
  return {
    name,
    phase,
    plan,
    open: clusters
      .filter(({ status }) => status === "waiting" || status === "running")
      .map((cluster) => cluster.name),
    planned: clusters.map((cluster) => cluster.name),
    done: clusters.filter(({ status }) => status === "done").map((cluster) => cluster.name),
    endedAtMs,
  };
}

const wordsOf = (decision: DriftDecision): string =>
  decision.kind === "nothing"
    ? decision.why
    : `${decision.why}; rollout ${decision.rollout} brings them there`;

async function tell(
  told: Told,
  clusters: readonly HeldCluster[],
  decision: DriftDecision,
  nowMs: number,
): Promise<void> {
  const news = clusters.flatMap(({ name, drift }) => clusterNews(told, name, drift));
  const words = wordsOf(decision);
  const needsPerson = decision.kind === "nothing" && decision.needsPerson;
  const of = { actor: ACTOR, rollout: decision.kind === "roll-out" ? decision.rollout : "" };
  const decided: readonly EventBody[] =
    words === told.decision
      ? []
      : [{ kind: "drift.decided", ...of, rule: "desired", needsPerson, reason: words }];
  await told.stream.append([...news, ...decided], nowMs);
  for (const { kind, cluster = "", reason } of news) {
    if (kind === "drift.seen") told.drift.set(cluster, reason);
    else told.drift.delete(cluster);
  }
  told.decision = words;
}

/** One that cannot be looked at stays as it was told last: nothing is known. */
function clusterNews(
  { drift: known }: Told,
  cluster: string,
  drift: HeldCluster["drift"],
): readonly EventBody[] {
  const before = known.get(cluster);
  const of = { actor: ACTOR, rollout: "", cluster, rule: "desired" };
  switch (drift.kind) {
    case "unseen":
      return [];
    case "held":
      return before === undefined
        ? []
        : [{ kind: "drift.closed", ...of, reason: "is where it is to be again" }];
    case "behind":
    case "ahead":
      return before === drift.words
        ? []
        : [
            {
              kind: "drift.seen",
              ...of,
              needsPerson: drift.kind === "ahead",
              reason: drift.words,
            },
          ];
  }
}

async function rollOut(
  core: Core,
  fleet: Fleet,
  desired: Desired,
  name: string,
  written: unknown,
): Promise<void> {
  const document = heldRollout(name, fleet.name, desired, templateOf(written));
  await applyRollout(core, {
    document: rolloutSchema.parse(document),
    written: document,
    actor: ACTOR,
    planOnly: false,
  });
}

/** The template as it is written in a fleet that its schema has accepted. */
function templateOf(written: unknown): Readonly<Record<string, Json>> | undefined {
  const { spec } = written as {
    readonly spec: { readonly desired?: { readonly rollout?: Readonly<Record<string, Json>> } };
  };
  return spec.desired?.rollout;
}
