import { chainEvents, emptyHead, type Event, type EventBody } from "../model/event.ts";
import type { Plan } from "../model/plan.ts";
import { plainStep } from "../model/step.fixture.ts";
import { explainCluster, renderExplanation } from "./explain.ts";
import { RolloutProjection } from "./rollout-projection.ts";

export const plan: Plan = {
  schemaVersion: 1,
  kind: "Plan",
  rollout: "r",
  fleet: "f",
  target: { kubernetes: "1.36" },
  workflows: {},
  shapes: {
    A: {
      strategy: "rolling",
      why: "",
      hops: [
        { component: "control-plane", from: "1.34.4", to: "1.35.4" },
        { component: "control-plane", from: "1.35.4", to: "1.36.3" },
      ],
      steps: [plainStep("one"), plainStep("two")],
      recovery: {
        undo: "failure",
        steps: [{ ...plainStep("undo-one"), when: { kind: "undo", step: "one" } }],
      },
    },
    P: {
      strategy: "rolling",
      why: "",
      hops: [
        { component: "node-pool", pool: "p", dialect: "weRoll", from: "1.35.4", to: "1.36.3" },
      ],
      steps: [],
    },
  },
  stages: [
    {
      name: "first",
      maxConcurrency: 1,
      maxAllowedFailures: 0,
      clusters: [
        { name: "a", member: "a", identity: "1", shape: "A" },
        { name: "b", member: "b", identity: "2", shape: "P" },
      ],
    },
    {
      name: "second",
      maxConcurrency: 1,
      maxAllowedFailures: 0,
      clusters: [{ name: "c", member: "c", identity: "3", shape: "unknown" }],
    },
  ],
  leftOut: [],
};

/** Tells events to a projection, on the streams that they would come by. */
export class Teller {
  readonly projection: RolloutProjection;
  #heads = new Map<string, ReturnType<typeof emptyHead>>();
  nowMs = 1_763_632_800_000;

  constructor(of = plan) {
    this.projection = new RolloutProjection(
      of,
      this.#event({ kind: "rollout.planned", plan: "7b21e0c4ffff", reason: "planned" }),
    );
  }

  #event(body: Partial<EventBody> & Pick<EventBody, "kind">): Event {
    const ofUpgrade = body.kind.startsWith("upgrade.") || body.kind.startsWith("step.");
    const name = body.task === undefined ? body.cluster : `@${body.task}@${body.cluster}`;
    const stream = ofUpgrade ? `upgrade/r/${name}/${body.attempt ?? 1}` : "rollout/r";
    const full = { actor: "fleetlift", rollout: "r", reason: body.kind, ...body };
    const { head, events } = chainEvents(
      this.#heads.get(stream) ?? emptyHead(stream),
      [full],
      (this.nowMs += 1_000),
    );
    this.#heads.set(stream, head);
    const [event] = events;
    if (event === undefined) throw new Error("one body gives one event");
    return event;
  }

  tell(...bodies: readonly (Partial<EventBody> & Pick<EventBody, "kind">)[]): this {
    for (const body of bodies) this.projection.take(this.#event(body));
    return this;
  }

  get(name: string) {
    const found = this.projection.cluster(name);
    if (found === undefined) throw new Error(`no cluster ${name}`);
    return found;
  }

  explain(name: string): string {
    const { projection } = this;
    return renderExplanation(
      explainCluster(
        projection.view(),
        this.get(name),
        projection.whyWaits(name, this.nowMs),
        projection.decided(name),
      ),
    );
  }
}

/** Started, with the first cluster at work. */
export const running = (): Teller =>
  new Teller().tell(
    { kind: "rollout.runs" },
    { kind: "stage.started", stage: "first" },
    { kind: "cluster.starts", cluster: "a", stage: "first", attempt: 1 },
    { kind: "cluster.waits", stage: "second", rule: "stage-order" },
  );
