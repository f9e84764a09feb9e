import * as z from "zod";
import { systemClock } from "../../src/platform/clock.ts";
import type { Ask } from "./api.ts";

const podsSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ uid: z.string(), deletionTimestamp: z.string().optional() }),
      status: z.object({
        conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
      }),
    }),
  ),
});

const nodesSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), uid: z.string() }),
      spec: z.object({
        unschedulable: z.boolean().optional(),
        taints: z.array(z.object({ key: z.string() })).optional(),
      }),
      status: z.object({ nodeInfo: z.object({ kubeletVersion: z.string() }) }),
    }),
  ),
});

const budgetSchema = z.object({
  status: z.object({ currentHealthy: z.number(), desiredHealthy: z.number() }),
});

const LOOK_EVERY_MS = 100;
const WEB = "/api/v1/namespaces/default/pods?labelSelector=app%3Dweb";

/** What a witness saw of the cluster, look by look, from beginning to end. */
export interface Testimony {
  readonly looks: number;
  readonly lowestReady: number;
  /** Looks at which fewer pods were healthy than the budget wants, by the budget's own status. */
  readonly budgetBroken: number;
  readonly podsTerminated: number;
  readonly nodesSeen: number;
  /** Milliseconds without an answer from the API server, in all and at the longest. */
  readonly apiAwayMs: number;
  readonly apiLongestAwayMs: number;
}

/** Watches a cluster until it is told to stop. */
export class Witness {
  readonly #ask: Ask;
  readonly #stop = new AbortController();
  readonly #terminated = new Set<string>();
  readonly #nodes = new Set<string>();
  readonly #done: Promise<void>;
  #looks = 0;
  #lowestReady = Number.POSITIVE_INFINITY;
  #budgetBroken = 0;
  #awayMs = 0;
  #longestMs = 0;

  constructor(ask: Ask) {
    this.#ask = ask;
    this.#done = Promise.all([this.#watchApi(), this.#watchPods()]).then(() => undefined);
  }

  async stop(): Promise<Testimony> {
    this.#stop.abort();
    await this.#done;
    return {
      looks: this.#looks,
      lowestReady: this.#lowestReady,
      budgetBroken: this.#budgetBroken,
      podsTerminated: this.#terminated.size,
      nodesSeen: this.#nodes.size,
      apiAwayMs: this.#awayMs,
      apiLongestAwayMs: this.#longestMs,
    };
  }

  async #watchApi(): Promise<void> {
    let lastAnswerMs = systemClock.nowMs();
    while (!this.#stop.signal.aborted) {
      const ready = (await this.#ask("GET", "/readyz"))?.status === 200;
      const nowMs = systemClock.nowMs();
      if (ready) {
        const gapMs = nowMs - lastAnswerMs;
        if (gapMs > 3 * LOOK_EVERY_MS) {
          this.#awayMs += gapMs;
          this.#longestMs = Math.max(this.#longestMs, gapMs);
        }
        lastAnswerMs = nowMs;
      }
      await systemClock.sleep(LOOK_EVERY_MS, this.#stop.signal);
    }
  }

  async #watchPods(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const [pods, nodes, budget] = await Promise.all([
        this.#ask("GET", WEB),
        this.#ask("GET", "/api/v1/nodes"),
        this.#ask("GET", "/apis/policy/v1/namespaces/default/poddisruptionbudgets/web"),
      ]);
      if (pods?.status === 200) this.#seePods(pods.body);
      if (nodes?.status === 200)
        for (const { metadata } of nodesSchema.parse(nodes.body).items)
          this.#nodes.add(metadata.uid);
      if (budget?.status === 200) {
        const { status } = budgetSchema.parse(budget.body);
        if (status.currentHealthy < status.desiredHealthy) this.#budgetBroken += 1;
      }
      await systemClock.sleep(LOOK_EVERY_MS, this.#stop.signal);
    }
  }

  #seePods(body: unknown): void {
    const { items } = podsSchema.parse(body);
    this.#looks += 1;
    for (const { metadata } of items)
      if (metadata.deletionTimestamp !== undefined) this.#terminated.add(metadata.uid);
    const ready = items.filter(
      ({ metadata, status }) =>
        metadata.deletionTimestamp === undefined &&
        status.conditions.some(({ type, status: is }) => type === "Ready" && is === "True"),
    );
    this.#lowestReady = Math.min(this.#lowestReady, ready.length);
  }
}

/** The end of a cluster as its own API tells it. */
export interface Standing {
  readonly apiServer: string;
  readonly kubelets: readonly string[];
  readonly ready: number;
  /** Nodes that are cordoned or carry a taint of ours. */
  readonly marked: readonly string[];
}

export async function standing(ask: Ask): Promise<Standing> {
  const version = z.object({ gitVersion: z.string() }).parse((await ask("GET", "/version"))?.body);
  const nodes = nodesSchema.parse((await ask("GET", "/api/v1/nodes"))?.body).items;
  const pods = podsSchema.parse((await ask("GET", WEB))?.body).items;
  return {
    apiServer: version.gitVersion,
    kubelets: nodes.map(({ status }) => status.nodeInfo.kubeletVersion),
    ready: pods.filter(({ status }) =>
      status.conditions.some(({ type, status: is }) => type === "Ready" && is === "True"),
    ).length,
    marked: nodes
      .filter(
        ({ spec }) =>
          spec.unschedulable === true ||
          (spec.taints ?? []).some(({ key }) => key.startsWith("fleetlift.dev/")),
      )
      .map(({ metadata }) => metadata.name),
  };
}
