import { RULE_NAMES } from "../knowledge/check-risk.ts";
import type { Json } from "../model/data.ts";
import { celFault } from "../spec/cel.ts";
import type { Complaint } from "../spec/problem.ts";
import { fieldOf } from "../spec/rough-data.ts";

/** An expression of a check that can never be evaluated. */
export function checkCheck(check: Json): readonly Complaint[] {
  const when = fieldOf(check, "spec", "when");
  const fault = typeof when === "string" ? celFault(when, RULE_NAMES) : undefined;
  return fault === undefined ? [] : [{ path: ["spec", "when"], on: "value", message: fault }];
}
