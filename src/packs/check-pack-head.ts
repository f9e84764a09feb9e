import semver from "semver";
import type { Json } from "../model/data.ts";
import type { Complaint } from "../spec/problem.ts";
import { fieldOf, fieldsOf } from "../spec/rough-data.ts";

const REQUIRES = ["spec", "requires"] as const;

/** What the schema of `pack.yaml` cannot say: ranges that are none. */
export function checkPackHead(pack: Json): readonly Complaint[] {
  const packs = fieldsOf(fieldOf(pack, ...REQUIRES, "packs"));
  return [
    ...wrongRange(fieldOf(pack, ...REQUIRES, "fleetlift"), [...REQUIRES, "fleetlift"]),
    ...Object.entries(packs).flatMap(([name, range]) =>
      wrongRange(range, [...REQUIRES, "packs", name]),
    ),
  ];
}

function wrongRange(range: Json | undefined, path: Complaint["path"]): readonly Complaint[] {
  if (typeof range !== "string" || semver.validRange(range) !== null) return [];
  const message = `"${range}": expected a range of versions, like ">=1.2.0 <2.0.0"`;
  return [{ path, on: "value", message }];
}
