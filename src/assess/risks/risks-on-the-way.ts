import { matchesWhole } from "../../knowledge/from-pattern.ts";
import type { Facts } from "../../knowledge/knowledge.ts";
import { TO_FORM } from "../../knowledge/risk-record.ts";
import type { RiskRecord } from "../../knowledge/records.ts";
import { remembered } from "../../knowledge/remembered.ts";
import { minorsBetween } from "../../knowledge/skew.ts";
import { newestOf } from "../../knowledge/version-order.ts";
import type { Provider } from "../../model/fleet.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { compareVersions, minorNumber, minorOf, parseVersion } from "../../model/version.ts";

/** Where a control plane is, where it is to go, and by which releases. */
export interface ControlPlaneWay {
  readonly from: string;
  /** A minor or a release; undefined where nothing moves. */
  readonly to: string | undefined;
  /** Releases that its provider offers. */
  readonly available: readonly string[];
  readonly provider: Provider["kind"];
}

/** The way of a cluster as it was seen, to a version. */
export function wayOf(
  { controlPlane, available }: Snapshot,
  provider: Provider["kind"],
  to: string | undefined,
): ControlPlaneWay {
  return { from: controlPlane.version.replace(/^v/, ""), to, available, provider };
}

/** A risk of the way, and the hop that has it: undefined for a move within a minor. */
export interface RiskOnTheWay {
  readonly risk: RiskRecord;
  readonly hop: string | undefined;
}

/** One hop of the control plane; releases that are not known yet are undefined. */
interface Edge {
  readonly from: string | undefined;
  readonly release: string | undefined;
  readonly minor: string;
  /** Whether it goes to another minor. */
  readonly isHop: boolean;
}

/**
 * The risks that a way has, by the hop that has them first. A risk whose `to` is a minor is that of
 * the hop into it; one whose `to` are releases is that of a hop to one of them, or to a minor of
 * theirs whose release is not known yet. `from` is asked of the version at which the cluster is when
 * it hops, and of the one that it starts from; what is not known matches (semantics 4).
 */
export const risksOnTheWay: (facts: Facts, way: ControlPlaneWay) => readonly RiskOnTheWay[] =
  remembered(
    ({ from, to, available, provider }) => JSON.stringify([from, to, available, provider]),
    findRisks,
  );

function findRisks(facts: Facts, way: ControlPlaneWay): readonly RiskOnTheWay[] {
  const edges = edgesOf(way);
  return facts.risks().flatMap((risk) => {
    if (risk.providers?.includes(way.provider) === false) return [];
    const edge = edges.find((each) => leadsTo(risk.to, each) && comesFrom(risk.from, each, way));
    return edge === undefined ? [] : [{ risk, hop: edge.isHop ? edge.minor : undefined }];
  });
}

function edgesOf({ from, to, available }: ControlPlaneWay): readonly Edge[] {
  if (to === undefined) return [];
  const last = parseVersion(to) === undefined ? newestIn(minorOf(to), available) : to;
  const releases = minorsBetween(from, to).map((minor) => ({
    minor,
    release: minor === minorOf(to) ? last : newestIn(minor, available),
  }));
  const within = minorNumber(from) === minorNumber(to) && compareVersions(last ?? "", from) > 0;
  if (within) return [{ from, release: last, minor: minorOf(to), isHop: false }];
  return releases.map(({ minor, release }, index) => ({
    from: index === 0 ? from : releases[index - 1]?.release,
    release,
    minor,
    isHop: true,
  }));
}

/** The newest release of a minor that is offered, as the planner takes it; undefined when that is not known. */
function newestIn(minor: string, available: readonly string[]): string | undefined {
  const newest = newestOf(available.filter((version) => minorOf(version) === minor));
  return newest !== undefined && "newest" in newest ? newest.newest : undefined;
}

function leadsTo(to: string, { release, minor, isHop }: Edge): boolean {
  const form = formOf(to);
  if (form.kind === "minor") return isHop && form.minor === minor;
  const { first, last } = form;
  if (release === undefined) {
    return minorNumber(minor) >= minorNumber(first) && minorNumber(minor) <= minorNumber(last);
  }
  return compareVersions(release, first) >= 0 && compareVersions(release, last) <= 0;
}

type ToForm =
  | { readonly kind: "minor"; readonly minor: string }
  | { readonly kind: "releases"; readonly first: string; readonly last: string };

/** Read once: ten thousand clusters are asked about the same few. */
const forms = new Map<string, ToForm>();

function formOf(to: string): ToForm {
  const known = forms.get(to) ?? readForm(to);
  forms.set(to, known);
  return known;
}

function readForm(to: string): ToForm {
  // A group that is not of the form that was written is undefined, whatever its type says.
  const { first = "", last = first, minor } = TO_FORM.exec(to)?.groups ?? {};
  return minor === undefined ? { kind: "releases", first, last } : { kind: "minor", minor };
}

function comesFrom(pattern: string, edge: Edge, way: ControlPlaneWay): boolean {
  return (
    edge.from === undefined || matchesWhole(pattern, edge.from) || matchesWhole(pattern, way.from)
  );
}
