/**
 * Plays a scenario: the commands of an operator, on a whole fleet in memory, with everything that
 * is told in between. The words are those of the records; nothing is made up here.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { actionCatalog } from "../src/actions/catalog.ts";
import type { RolloutMessage } from "../src/host/rollout-object.ts";
import { planLoader } from "../src/host/load-plan.ts";
import { durationMs } from "../src/model/duration.ts";
import type { Event } from "../src/model/event.ts";
import { fleetSchema } from "../src/model/fleet.ts";
import { canonicalJson } from "../src/model/hash.ts";
import type { RolloutDocument } from "../src/model/rollout.ts";
import { explainCluster, renderExplanation } from "../src/report/explain.ts";
import type { RolloutProjection } from "../src/report/rollout-projection.ts";
import { isDetail, timelineLine } from "../src/report/timeline.ts";
import { elapsedTime } from "../src/report/time-words.ts";
import { renderPlan } from "../src/plan/render-plan.ts";
import { loadStrategies } from "../src/packs/load-strategies.ts";
import { openPlanner } from "../src/server/planner.ts";
import { RolloutBook } from "../src/server/rollout-book.ts";
import { openRehearsal, type Rehearsal } from "../src/simulate/rehearsal.ts";
import { documentKinds } from "../src/spec/document-kinds.ts";
import { readDocuments } from "../src/spec/read-documents.ts";
import { readYaml } from "../src/spec/read-yaml.ts";
import { renderProblems } from "../src/spec/render-problems.ts";
import { resolveFleet } from "../src/spec/resolve-fleet.ts";
import { faultSchema } from "../src/world/fault.ts";
import { worldSchema } from "../src/world/world-document.ts";
import { flag, plain, readScript, renderScript, type Line } from "./script.ts";

const root = path.resolve(import.meta.dirname, "..");

/** Nothing that is still going on after this long will end. */
const PATIENCE_MS = 14 * 24 * 3_600_000;

/** Plays a script and returns it with the output of now. */
export async function play(text: string): Promise<string> {
  const player = new Player();
  const played: { line: Line; output: readonly string[] }[] = [];
  for (const line of readScript(text)) {
    const output = line.kind === "command" ? await player.run(line.words) : [];
    played.push({ line, output });
  }
  return renderScript(played);
}

class Player {
  #rehearsal: Rehearsal | undefined;
  #rollouts = new Map<string, RolloutDocument>();
  #book = new RolloutBook(() => Promise.reject(new Error("no scenario is loaded")));
  #name = "";
  #startMs = 0;

  async run(words: readonly string[]): Promise<readonly string[]> {
    const [verb = "", ...rest] = words;
    switch (verb) {
      case "load":
        return await this.#load(rest);
      case "plan":
        return await this.#plan(rest[0] ?? "");
      case "start":
      case "stop":
      case "pause":
      case "resume":
      case "cancel":
      case "retry":
      case "skip":
        return await this.#order(verb, rest);
      case "run":
        return await this.#runUntil(rest);
      case "world":
        return this.#world(rest);
      case "explain":
        return this.#explain(rest[0] ?? "");
      case "get":
        return this.#clusters();
      default:
        throw new Error(`no scenario command ${verb}`);
    }
  }

  get #now(): Rehearsal {
    if (this.#rehearsal === undefined) throw new Error("the script loads nothing first");
    return this.#rehearsal;
  }

  get #projection(): RolloutProjection {
    const found = this.#book.rollout(this.#name);
    if (found === undefined) throw new Error("the script plans nothing first");
    return found;
  }

  async #load([folder = ""]: readonly string[]): Promise<readonly string[]> {
    const file = (name: string): string => path.join(folder, name);
    const text = (name: string): string => readFileSync(path.join(root, file(name)), "utf8");
    const world = readYaml(text("world.yaml"), file("world.yaml"), worldSchema);
    if (world.kind === "refused") throw new Error(renderProblems(world.problems));
    this.#rehearsal = openRehearsal({ world: world.document, actions: actionCatalog });
    this.#book = new RolloutBook(planLoader(this.#rehearsal.records));
    this.#startMs = this.#rehearsal.clock.nowMs();
    for (const name of ["fleet.yaml", "rollout.yaml"]) await this.#take(text(name), file(name));
    return [];
  }

  async #take(text: string, file: string): Promise<void> {
    const reading = readDocuments(text, file, documentKinds);
    if (reading.kind === "refused") throw new Error(renderProblems(reading.problems));
    for (const { document, written } of reading.documents) {
      if (document.kind === "Rollout") this.#rollouts.set(document.metadata.name, document);
      const { kind, metadata } = document;
      await this.#now.records.putDocument({
        kind,
        name: metadata.name,
        json: JSON.stringify(written),
      });
    }
  }

  async #plan(name: string): Promise<readonly string[]> {
    const document = this.#rollouts.get(name);
    const stored = await this.#now.records.getDocument("Fleet", document?.spec.fleet ?? "");
    if (document === undefined || stored === undefined)
      throw new Error(`no rollout ${name} with its fleet`);
    const fleet = resolveFleet(fleetSchema.parse(JSON.parse(stored.json)));
    const planner = openPlanner({
      ...this.#now,
      strategies: loadStrategies(),
      actions: actionCatalog,
    });
    const made = await planner.plan(fleet, document);
    if (made.kind === "refused")
      return made.problems.map(({ complaint }) => `refused: ${complaint.message}`);
    await this.#now.records.putBlob(canonicalJson(made.plan));
    this.#name = name;
    await this.#now.order(name, { kind: "create", plan: made.hash, actor: "ana" });
    await this.#tell();
    return renderPlan(made.report).trimEnd().split("\n");
  }

  async #order(
    verb: Exclude<RolloutMessage["kind"], "create" | "run" | "ended" | "tick"> | "start",
    words: readonly string[],
  ): Promise<readonly string[]> {
    const [cluster] = plain(words);
    const asked = { actor: flag(words, "as") ?? "ana", reason: flag(words, "reason") ?? "" };
    const answer = await this.#now.order(this.#name, messageOf(verb, asked, cluster, words));
    const said = answer.ok
      ? [answer.said]
      : [`refused: ${answer.why}`, ...(answer.help === "" ? [] : [answer.help])];
    return [...said, ...(await this.#tell())];
  }

  /** What was told since, without the details, as lines. */
  async #tell(): Promise<readonly string[]> {
    const events = await this.#now.news();
    await this.#book.take(events);
    return events.filter((event) => !isDetail(event)).map((event) => this.#line(event));
  }

  #line(event: Event): string {
    return timelineLine(event, this.#startMs, 8);
  }

  async #runUntil([how = "", ...rest]: readonly string[]): Promise<readonly string[]> {
    const lines: string[] = [];
    const { host, clock } = this.#now;
    if (how === "for") {
      await host.advanceTo(clock.nowMs() + durationMs(rest[0] ?? ""));
      lines.push(...(await this.#tell()));
    } else {
      const reached = await host.runUntil(async () => {
        lines.push(...(await this.#tell()));
        return this.#holds(rest);
      }, clock.nowMs() + PATIENCE_MS);
      if (!reached)
        lines.push(`${elapsedTime(clock.nowMs() - this.#startMs)}  nothing more happens by itself`);
    }
    const stuck = host.stuck().map(({ object, key, error }) => `stuck: ${object} ${key}: ${error}`);
    return [...lines, ...stuck];
  }

  /** `done`, `ended`, `someone is needed`, or `CLUSTER STATUS`. */
  #holds(words: readonly string[]): boolean {
    const view = this.#projection.view();
    const [first = "", second = ""] = words;
    if (first === "ended") return view.endedAtMs !== undefined;
    if (first === "someone") return view.clusters.some(({ needsPerson }) => needsPerson);
    const cluster = view.clusters.find(({ name }) => name === first);
    if (cluster === undefined) throw new Error(`run until what? ${words.join(" ")}`);
    if (second === "step")
      return cluster.steps.some(({ id, status }) => id === words[2] && status !== "pending");
    return second === "paused"
      ? cluster.paused !== undefined && cluster.needsPerson
      : cluster.status === second;
  }

  #world([verb = "", cluster = "", ...rest]: readonly string[]): readonly string[] {
    const { world } = this.#now;
    if (verb === "repair") {
      if (!world.repair(cluster, rest[0] ?? ""))
        throw new Error(`nothing of that name is broken in ${cluster}`);
      return [];
    }
    const fault = readYaml(rest.join(" "), "the script", faultSchema);
    if (fault.kind === "refused") throw new Error(renderProblems(fault.problems));
    world.break(cluster, fault.document);
    return [];
  }

  #explain(name: string): readonly string[] {
    const projection = this.#projection;
    const cluster = projection.cluster(name);
    if (cluster === undefined) throw new Error(`no cluster ${name}`);
    const explanation = explainCluster(
      projection.view(),
      cluster,
      projection.whyWaits(name),
      projection.decided(),
    );
    return renderExplanation(explanation).split("\n");
  }

  #clusters(): readonly string[] {
    return this.#projection
      .view()
      .clusters.map(({ name, stage, status, attempt, from, to }) =>
        [
          name.padEnd(8),
          stage.padEnd(8),
          status.padEnd(10),
          `attempt ${attempt}`,
          `${from} > ${to}`,
        ].join("  "),
      );
  }
}

function messageOf(
  verb: "start" | "stop" | "pause" | "resume" | "cancel" | "retry" | "skip",
  asked: { readonly actor: string; readonly reason: string },
  cluster: string | undefined,
  words: readonly string[],
): RolloutMessage {
  switch (verb) {
    case "start":
      return { kind: "run", ...asked };
    case "stop":
      return { kind: "stop", ...asked };
    case "pause":
    case "resume":
    case "cancel":
      return { kind: verb, ...asked, cluster, stage: flag(words, "stage") };
    case "retry":
      return { kind: "retry", ...asked, clusters: cluster === undefined ? undefined : [cluster] };
    case "skip":
      return { kind: "skip", ...asked, cluster: cluster ?? "", step: flag(words, "step") };
  }
}
