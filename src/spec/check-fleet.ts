import type { Json } from "../model/data.ts";
import { checkDependencies } from "./check-dependencies.ts";
import { checkFreezes } from "./check-freezes.ts";
import { repeatedNames } from "./check-names.ts";
import { checkWindows } from "./check-windows.ts";
import { nearest } from "./nearest.ts";
import type { Complaint, FieldPath } from "./problem.ts";
import { fieldOf, fieldsOf, itemsOf } from "./rough-data.ts";

const CLUSTERS = ["spec", "clusters"] as const;
const DEFAULTS = ["spec", "defaults"] as const;

/** What the schema of a fleet cannot say: names used twice, which member is current, who drives a member, times. */
export function checkFleet(fleet: Json): readonly Complaint[] {
  const clusters = itemsOf(fieldOf(fleet, ...CLUSTERS));
  return [
    ...repeatedNames(clusters, CLUSTERS, "cluster"),
    ...clusters.flatMap((cluster, index) => checkMembers(cluster, [...CLUSTERS, index])),
    ...missingProviders(fleet, clusters),
    ...checkWindows(fieldOf(fleet, ...DEFAULTS, "windows"), [...DEFAULTS, "windows"]),
    ...clusters.flatMap((cluster, index) =>
      checkWindows(fieldOf(cluster, "windows"), [...CLUSTERS, index, "windows"]),
    ),
    ...checkDependencies(clusters, CLUSTERS),
    ...checkFreezes(fieldOf(fleet, "spec", "freezes"), clusters),
  ];
}

function checkMembers(cluster: Json, path: FieldPath): readonly Complaint[] {
  const members = itemsOf(fieldOf(cluster, "members"));
  const membersPath = [...path, "members"];
  return [...repeatedNames(members, membersPath, "member"), ...wrongCurrents(members, membersPath)];
}

/** Exactly one member serves now; a single one needs not say so. */
function wrongCurrents(members: readonly Json[], path: FieldPath): readonly Complaint[] {
  const current = members.flatMap((member, index) =>
    fieldOf(member, "current") === true ? [index] : [],
  );
  const [first, ...more] = current;
  if (first !== undefined) {
    return more.map((index) => ({
      path: [...path, index, "current"],
      on: "value",
      message: `true: members[${first}] is current already, and only one member serves at a time`,
    }));
  }
  if (members.length > 1) {
    const message = `none of the ${members.length} members is current. Write current: true at the one that serves now.`;
    return [{ path, on: "key", message }];
  }
  if (fieldOf(members[0], "current") !== false) return [];
  const message = "false: the only member of a cluster is the one that serves now. Leave it out.";
  return [{ path: [...path, 0, "current"], on: "value", message }];
}

/** Told once at the defaults when no cluster has any; otherwise at each place that lacks one. */
function missingProviders(fleet: Json, clusters: readonly Json[]): readonly Complaint[] {
  if (hasProvider(fieldOf(fleet, "spec", "defaults"))) return [];
  const missing = clusters.flatMap((cluster, index) =>
    withoutProvider(cluster, [...CLUSTERS, index]),
  );
  const none = clusters.every((cluster) => !hasProvider(cluster) && !someMemberHas(cluster));
  const once = none && missing.length > 1;
  const paths = once ? [["spec", "defaults", "provider"]] : missing;
  const where = once ? "for all clusters here" : "here, or for all in spec.defaults";
  return paths.map((path) => ({
    path,
    on: "value",
    message: `missing: expected a provider ${where}, like { kind: lab }`,
  }));
}

function withoutProvider(cluster: Json, path: FieldPath): readonly FieldPath[] {
  if (hasProvider(cluster)) return [];
  if (!someMemberHas(cluster)) return [[...path, "provider"]];
  return itemsOf(fieldOf(cluster, "members")).flatMap((member, index) =>
    hasProvider(member) ? [] : [[...path, "members", index, "provider"]],
  );
}

function someMemberHas(cluster: Json): boolean {
  return itemsOf(fieldOf(cluster, "members")).some(hasProvider);
}

/** A field that only looks like it counts too: it is told as misspelt, and nothing else is missing. */
function hasProvider(holder: Json | undefined): boolean {
  return Object.keys(fieldsOf(holder)).some((field) => nearest(field, ["provider"]) !== undefined);
}
