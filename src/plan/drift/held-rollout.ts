import type { Json } from "../../model/data.ts";
import type { Desired } from "../../model/fleet.ts";
import { API_VERSION } from "../../model/names.ts";

/**
 * The rollout that brings a fleet to its desired version, as a person would have written it.
 * `template` is `desired.rollout` as it is written in the fleet; left out, clusters go one after the
 * other, and none may fail.
 */
export function heldRollout(
  name: string,
  fleet: string,
  { kubernetes, drift, selector = {} }: Desired,
  template: Readonly<Record<string, Json>> | undefined,
): Json {
  const usual = {
    strategy: "auto",
    stages: [{ name: "held", selector: plain(selector), maxConcurrency: 1, maxAllowedFailures: 0 }],
  };
  return {
    apiVersion: API_VERSION,
    kind: "Rollout",
    metadata: { name },
    spec: {
      ...(template ?? usual),
      fleet,
      state: drift === "upgrade" ? "Run" : "Initialize",
      target: { kubernetes },
    },
  };
}

/** A selector has the same form as it is written; only its type says that nothing of it changes. */
function plain(selector: object): Json {
  return JSON.parse(JSON.stringify(selector)) as Json;
}
