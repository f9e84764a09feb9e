import type { Event, Result } from "../model/event.ts";
import type { Severity } from "./message.ts";

/** Where a rollout stands, in words: what stands over its thread and is brought up to date there. */
export interface Status {
  readonly rollout: string;
  readonly title: string;
  readonly text: string;
  readonly severity: Severity;
}

type Count = Result | "running";

/**
 * Job: counts the clusters of one rollout as its records tell of them.
 * Owns: nothing that the records do not say. Events come in the order of their stream, each once.
 */
export class RolloutTally {
  readonly #rollout: string;
  readonly #total: number;
  readonly #clusters = new Map<string, Count>();
  #phase = "planned";
  #stage = "";
  #held = "";

  constructor(rollout: string, total: number) {
    this.#rollout = rollout;
    this.#total = total;
  }

  take(event: Event): void {
    const { kind, cluster, result, stage, reason } = event;
    if (kind === "stage.started") this.#stage = stage ?? "";
    if (cluster !== undefined && !cluster.startsWith("@")) this.#takeCluster(cluster, event);
    if (kind === "rollout.held") this.#held = reason;
    if (kind === "rollout.runs" || kind === "rollout.ended") this.#held = "";
    this.#phase = phaseAfter(kind, result) ?? this.#phase;
  }

  status(): Status {
    const counts = (["running", "failed", "cancelled", "skipped"] as const)
      .map((status): readonly [string, number] => [status, this.#count(status)])
      .filter(([, count]) => count > 0)
      .map(([status, count]) => `, ${count} ${status}`);
    const stage = this.#stage === "" ? "" : `, stage ${this.#stage}`;
    const failed = this.#count("failed") > 0 || this.#phase === "failed";
    return {
      rollout: this.#rollout,
      title: `Rollout ${this.#rollout}: ${this.#phase}${stage}`,
      text: [`${this.#count("done")} of ${this.#total} done${counts.join("")}`, this.#held]
        .filter((line) => line !== "")
        .join("\n"),
      severity: failed ? "critical" : "info",
    };
  }

  #takeCluster(name: string, { kind, result }: Event): void {
    if (kind === "cluster.starts") this.#clusters.set(name, "running");
    else if (kind === "cluster.ended") this.#clusters.set(name, result ?? "failed");
    else if (kind === "cluster.skipped") this.#clusters.set(name, "skipped");
    else if (kind === "cluster.retried") this.#clusters.delete(name);
  }

  #count(status: Count): number {
    return [...this.#clusters.values()].filter((other) => other === status).length;
  }
}

function phaseAfter(kind: Event["kind"], result: Result | undefined): string | undefined {
  switch (kind) {
    case "rollout.runs":
    case "rollout.resumed":
      return "running";
    case "rollout.stops":
      return "stopped";
    case "rollout.paused":
      return "paused";
    case "rollout.cancelled":
      return "being cancelled";
    case "rollout.ended":
      return result ?? "done";
    default:
      return undefined;
  }
}
